package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** {@link ClassicBloomFilter} in place. */
final class ClassicBloomFilterView extends FilterView {
    private final ClassicLoad load;
    private final LongBuffer words;
    private final long bits;

    ClassicBloomFilterView(ByteBuffer whole) throws FilterFormatException {
        super(whole);
        ByteBuffer body = FilterFormat.body(whole);
        load = ClassicBloomFilter.load(body);
        words = body.asLongBuffer();
        bits = load.words() * Long.SIZE;
    }

    @Override
    public boolean mightContainHash(long hash) {
        long state = hash;
        for (int i = 0; i < load.probes(); i++) {
            state = ClassicBloomFilter.next(state);
            long bit = HashMixing.scale(state, bits);
            if ((words.get((int) (bit >>> 6)) >>> bit & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public double expectedFpp() {
        return load.fpp(words);
    }

    @Override
    public long sizeInBytes() {
        return load.words() * Long.BYTES;
    }
}
