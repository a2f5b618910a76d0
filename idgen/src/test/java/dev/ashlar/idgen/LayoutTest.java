package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void twitter_facts_areThoseOfTheOriginal() {
        assertThat(Layout.TWITTER.totalBits()).isEqualTo(63);
        assertThat(Layout.TWITTER.maxDatacenter()).isEqualTo(31);
        assertThat(Layout.TWITTER.maxWorker()).isEqualTo(31);
        assertThat(Layout.TWITTER.maxSequence()).isEqualTo(4095);
        assertThat(Layout.TWITTER.tick()).isEqualTo(Duration.ofMillis(1));
        assertThat(Layout.TWITTER.lifetime()).isEqualTo(Duration.ofMillis(1L << 41));
        assertThat(Layout.TWITTER).hasToString("41+5+5+12 bits, tick PT0.001S");
    }

    @Test
    void of_extremeWidths_factsDoNotOverflow() {
        Layout time = Layout.of(62, 0, 0, 1);
        assertThat(time.lifetime()).isEqualTo(Duration.ofMillis(1L << 62));
        assertThat(time.maxWorker()).isZero();
        Layout node = Layout.of(1, 31, 0, 31);
        assertThat(node.maxDatacenter()).isEqualTo(Integer.MAX_VALUE);
        assertThat(node.maxSequence()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void withTick_tenMillis_lastsTenTimesAsLong() {
        Layout sonyflakeWidths = Layout.of(39, 0, 16, 8).withTick(Duration.ofMillis(10));
        assertThat(sonyflakeWidths.lifetime()).isEqualTo(Duration.ofMillis(10L << 39));
        assertThat(sonyflakeWidths).hasToString("39+0+16+8 bits, tick PT0.01S");
    }

    @Test
    void equals_sameWidthsAndTick_isEqual() {
        assertThat(Layout.of(41, 5, 5, 12)).isEqualTo(Layout.TWITTER).hasSameHashCodeAs(Layout.TWITTER);
        assertThat(Layout.of(41, 5, 6, 11)).isNotEqualTo(Layout.TWITTER);
        assertThat(Layout.TWITTER.withTick(Duration.ofMillis(2))).isNotEqualTo(Layout.TWITTER);
        assertThat(Layout.TWITTER).isNotEqualTo(null).isNotEqualTo("41+5+5+12 bits, tick PT0.001S");
    }

    @Test
    void of_illegalWidths_areRefused() {
        refused(() -> Layout.of(0, 5, 5, 12), "timeBits must be 1 to 62: timeBits=0");
        refused(() -> Layout.of(63, 0, 0, 0), "timeBits must be 1 to 62: timeBits=63");
        refused(() -> Layout.of(41, -1, 5, 12), "datacenterBits must be 0 to 31: datacenterBits=-1");
        refused(() -> Layout.of(10, 0, 32, 12), "workerBits must be 0 to 31: workerBits=32");
        refused(() -> Layout.of(41, 5, 5, 0), "sequenceBits must be 1 to 31: sequenceBits=0");
        refused(() -> Layout.of(41, 5, 5, 13), "widths must add up to at most 63 bits: 41+5+5+13=64");
    }

    @Test
    void withTick_illegalTick_isRefused() {
        String rule = "tick must be whole milliseconds from 1 ms to 1 day: tick=";
        refused(() -> Layout.TWITTER.withTick(Duration.ZERO), rule + "PT0S");
        refused(() -> Layout.TWITTER.withTick(Duration.ofMillis(-1)), rule + "PT-0.001S");
        refused(() -> Layout.TWITTER.withTick(Duration.ofNanos(1_500_000)), rule + "PT0.0015S");
        refused(() -> Layout.TWITTER.withTick(Duration.ofDays(1).plusMillis(1)), rule + "PT24H0.001S");
        refused(
                () -> Layout.TWITTER.withTick(Duration.ofSeconds(Long.MIN_VALUE)),
                rule + "PT-2562047788015215H-30M-8S");
        refused(
                () -> Layout.of(62, 0, 0, 1).withTick(Duration.ofMillis(2)),
                "tick * 2^timeBits must be at most 2^63-1 ms: tick=PT0.002S, timeBits=62");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
