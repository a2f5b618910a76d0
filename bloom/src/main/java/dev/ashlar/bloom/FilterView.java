package dev.ashlar.bloom;

import java.nio.ByteBuffer;

/** A filter that is read in its serial form, where that lies. Immutable, as long as nobody changes the bytes. */
abstract class FilterView implements MembershipFilter {
    private final ByteBuffer whole;

    FilterView(ByteBuffer whole) {
        this.whole = whole;
    }

    static FilterView of(ByteBuffer bytes, boolean verify) throws FilterFormatException {
        ByteBuffer whole = FilterFormat.open(bytes, verify);
        byte kind = FilterFormat.kind(whole);
        return switch (kind) {
            case FilterFormat.BLOOM -> new BloomFilterView(whole);
            case FilterFormat.CLASSIC -> new ClassicBloomFilterView(whole);
            case FilterFormat.BINARY_FUSE -> new BinaryFuseFilterView(whole);
            case FilterFormat.RIBBON -> new RibbonFilterView(whole);
            default ->
                throw new FilterFormatException("the kind must be one that is read in place, 1, 5, 6 or 7: kind="
                        + Byte.toUnsignedInt(kind) + " at offset 5");
        };
    }

    @Override
    public final byte[] toByteArray() {
        FilterFormat.checkArray(whole.limit());
        byte[] bytes = new byte[whole.limit()];
        whole.get(0, bytes);
        return bytes;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + whole.limit() + " bytes]";
    }
}
