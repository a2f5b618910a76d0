package dev.ashlar.bloom;

import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.util.function.Function;

/** All ways to build a filter once, for tests that hold for each. */
enum StaticFilterKind {
    FUSE_8_3(0x1p-8, hashes -> BinaryFuseFilter.of(hashes)),
    FUSE_8_4(0x1p-8, hashes -> BinaryFuseFilter.of(hashes, Fingerprint.BITS_8, Arity.FOUR)),
    FUSE_16_3(0x1p-16, hashes -> BinaryFuseFilter.of(hashes, Fingerprint.BITS_16, Arity.THREE)),
    FUSE_16_4(0x1p-16, hashes -> BinaryFuseFilter.of(hashes, Fingerprint.BITS_16, Arity.FOUR)),
    RIBBON_1(0x1p-1, hashes -> RibbonFilter.of(hashes, 1)),
    RIBBON_7(0x1p-7, hashes -> RibbonFilter.of(hashes, 7)),
    RIBBON_8(0x1p-8, hashes -> RibbonFilter.of(hashes, 8)),
    RIBBON_16(0x1p-16, hashes -> RibbonFilter.of(hashes, 16));

    private final double fpp;
    private final Function<long[], MembershipFilter> factory;

    StaticFilterKind(double fpp, Function<long[], MembershipFilter> factory) {
        this.fpp = fpp;
        this.factory = factory;
    }

    double fpp() {
        return fpp;
    }

    MembershipFilter of(long... hashes) {
        return factory.apply(hashes);
    }

    MembershipFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        return name().startsWith("FUSE") ? BinaryFuseFilter.fromByteArray(bytes) : RibbonFilter.fromByteArray(bytes);
    }
}
