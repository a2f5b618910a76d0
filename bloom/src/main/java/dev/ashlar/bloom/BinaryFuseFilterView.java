package dev.ashlar.bloom;

import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@link BinaryFuseFilter} in place. */
final class BinaryFuseFilterView extends FilterView {
    private final ByteBuffer slots;
    private final long seed;
    private final boolean wide;
    private final boolean fourWise;
    private final int segmentLength;
    private final long starts;

    BinaryFuseFilterView(ByteBuffer whole) throws FilterFormatException {
        super(whole);
        ByteBuffer body = FilterFormat.body(whole);
        BinaryFuseFilter.Head head = BinaryFuseFilter.Head.read(body);
        slots = body.slice().order(ByteOrder.LITTLE_ENDIAN);
        seed = head.seed();
        wide = head.fingerprint() == Fingerprint.BITS_16;
        fourWise = head.shape().arity() == 4;
        segmentLength = head.shape().segmentLength();
        starts = head.shape().starts();
    }

    @Override
    public boolean mightContainHash(long hash) {
        long mixed = HashMixing.mix(hash + seed);
        int first = FuseShape.first(mixed, starts);
        int all = slot(first)
                ^ slot(FuseShape.second(mixed, first, segmentLength))
                ^ slot(FuseShape.third(mixed, first, segmentLength));
        if (fourWise) {
            all ^= slot(FuseShape.fourth(mixed, first, segmentLength));
        }
        int fingerprint = FuseShape.fingerprint(mixed);
        return wide ? (short) (all ^ fingerprint) == 0 : (byte) (all ^ fingerprint >>> 8) == 0;
    }

    private int slot(int index) {
        return wide ? slots.getShort(index << 1) : slots.get(index);
    }

    @Override
    public double expectedFpp() {
        return wide ? 0x1p-16 : 0x1p-8;
    }

    @Override
    public long sizeInBytes() {
        return slots.limit();
    }
}
