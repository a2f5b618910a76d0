package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Strides, TSIDs and the presets of layouts. */
class SequencesTest {
    @Test
    void strided_serversTogether_issueEveryNumberOnce() {
        StridedSequence[] servers = new StridedSequence[3];
        boolean[] seen = new boolean[300];
        for (int s = 0; s < 3; s++) {
            servers[s] = StridedSequence.of(s, 3);
            for (int i = 0; i < 100; i++) {
                int number = (int) servers[s].next();
                assertThat(seen[number]).isFalse();
                seen[number] = true;
                assertThat(number % 3).isEqualTo(s);
            }
        }
        assertThat(servers[1].after(299).next()).isEqualTo(301);
        assertThat(servers[1].after(300).next()).isEqualTo(301);
        assertThat(servers[1].after(301).next()).isEqualTo(304);
        assertThat(StridedSequence.of(0, 1).after(0).next()).isEqualTo(1);
    }

    @Test
    void strided_end_isAnErrorAndNeverNegative() {
        StridedSequence last = StridedSequence.of(7, 10).after(Long.MAX_VALUE - 10);
        assertThat(last.next()).isEqualTo(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(last::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("all numbers up to 2^63-1 are issued: stride=10");
        }
        assertThat(last.after(5).next()).as("still the same server").isEqualTo(7);
        assertThatThrownBy(() -> StridedSequence.of(3, 10).after(Long.MAX_VALUE - 2))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> last.after(-1)).hasMessage("number must be >= 0: number=-1");
        assertThatThrownBy(() -> StridedSequence.of(0, 0)).hasMessage("servers must be >= 1: servers=0");
        assertThatThrownBy(() -> StridedSequence.of(3, 3)).hasMessage("server must be 0 to 2: server=3");
        assertThatThrownBy(() -> StridedSequence.of(-1, 3)).hasMessage("server must be 0 to 2: server=-1");
    }

    @Test
    void tsid_publicExample_isItsText() {
        assertThat(Tsid.encode(38352658567418872L)).isEqualTo("01221H8Q1MMZR");
        assertThat(Tsid.decode("01226n0640j7q")).isEqualTo(38358284406638839L);
    }

    @Test
    void tsid_generator_hasTheNodeAndTheTime() {
        Instant now = Instant.parse("2024-05-06T07:08:09.010Z");
        Snowflake tsids = Tsid.builder(10).worker(1023).clock(now::toEpochMilli).build();
        long before = -1;
        for (int i = 0; i < 10_000; i++) { // more than one millisecond has
            long tsid = tsids.next();
            assertThat(tsid).isGreaterThan(before);
            Snowflake.Parts parts = tsids.parse(tsid);
            assertThat(parts.worker()).isEqualTo(1023);
            assertThat(parts.timestamp()).isBetween(now, now.plusMillis(5));
            assertThat(Tsid.decode(Tsid.encode(tsid))).isEqualTo(tsid);
            before = tsid;
        }
        assertThatThrownBy(() -> Tsid.builder(21)).hasMessage("nodeBits must be 0 to 20: nodeBits=21");
        assertThatThrownBy(() -> Tsid.builder(10).build()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void layouts_presets_areThoseOfTheirModels() {
        assertThat(Layout.SONYFLAKE).hasToString("39+0+16+8 bits, tick PT0.01S");
        assertThat(Layout.SONYFLAKE.lifetime().toDays() / 365).isEqualTo(174);
        assertThat(Layout.JAVASCRIPT.totalBits()).isEqualTo(53);
        assertThat(Layout.JAVASCRIPT.lifetime()).isGreaterThan(Duration.ofDays(34 * 365));
        assertThat(Layout.INSTAGRAM.totalBits()).isEqualTo(63);
        // Instagram's own example: shard 1341, 1387263000 ms after its epoch, sequence 5001 % 1024.
        Snowflake instagram = Snowflake.builder()
                .layout(Layout.INSTAGRAM)
                .epoch(Instant.EPOCH)
                .worker(0)
                .build();
        assertThat(instagram.parse(1387263000L << 23 | 1341L << 10 | 5001 % 1024))
                .isEqualTo(new Snowflake.Parts(Instant.ofEpochMilli(1387263000L), 0, 1341, 905));
        // Discord's documentation: 175928847299117063 is of 2016-04-30 11:18:25.796, worker 1, process 0, increment 7.
        Snowflake discord = Snowflake.builder()
                .layout(Layout.DISCORD)
                .epoch(Layout.DISCORD_EPOCH)
                .datacenter(0)
                .worker(0)
                .build();
        assertThat(discord.parse(175928847299117063L))
                .isEqualTo(new Snowflake.Parts(Instant.parse("2016-04-30T11:18:25.796Z"), 1, 0, 7));
    }
}
