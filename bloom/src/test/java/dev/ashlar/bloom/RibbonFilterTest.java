package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RibbonFilterTest {
    @Test
    void sizeInBytes_aMillionKeys_isAtMostFivePerCentAboveTheInformationLimit() {
        long[] hashes = StaticFilterTest.randomHashes(1_000_000, 1);
        for (int bits : new int[] {1, 2, 3, 4, 8, 16}) {
            RibbonFilter filter = RibbonFilter.of(hashes, bits);
            double limit = Math.log(1 / filter.expectedFpp()) / Math.log(2) * hashes.length / 8;
            assertThat(filter.sizeInBytes() / limit).as("%d bits", bits).isLessThan(bits < 8 ? 1.05 : 1.016);
        }
    }

    @Test
    void withFpp_anyProbability_isAtMostThat() {
        long[] hashes = StaticFilterTest.randomHashes(10, 1);
        assertThat(RibbonFilter.withFpp(hashes, 0.5).expectedFpp()).isEqualTo(0.5);
        assertThat(RibbonFilter.withFpp(hashes, 0.49).expectedFpp()).isEqualTo(0.25);
        assertThat(RibbonFilter.withFpp(hashes, 0.01).expectedFpp()).isEqualTo(0x1p-7);
        assertThat(RibbonFilter.withFpp(hashes, 0x1p-7).expectedFpp()).isEqualTo(0x1p-7);
        assertThat(RibbonFilter.withFpp(hashes, 0x1p-16).expectedFpp()).isEqualTo(0x1p-16);
    }

    @Test
    void mightContain_emptyFilter_isFalse() {
        RibbonFilter filter = RibbonFilter.of(new long[0], 1);
        assertThat(filter.expectedFpp()).isZero();
        assertThat(filter.sizeInBytes()).isZero();
        for (long hash : StaticFilterTest.randomHashes(100, 1)) {
            assertThat(filter.mightContainHash(hash)).isFalse();
        }
    }

    @Test
    void of_illegalArguments_areRefused() {
        assertThatThrownBy(() -> RibbonFilter.of(new long[1], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resultBits must be in [1, 16]: resultBits=0");
        assertThatThrownBy(() -> RibbonFilter.of(new long[1], 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resultBits must be in [1, 16]: resultBits=17");
        assertThatThrownBy(() -> RibbonFilter.withFpp(new long[1], 0x1p-17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [2^-16, 0.5]: fpp=7.62939453125E-6");
        assertThatThrownBy(() -> RibbonFilter.withFpp(new long[1], Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [2^-16, 0.5]: fpp=NaN");
    }

    @Test
    void toString_tellsTheBits() {
        assertThat(RibbonFilter.of(new long[] {1, 2, 3}, 4)).hasToString("RibbonFilter[4 bits, 65 bytes]");
    }
}
