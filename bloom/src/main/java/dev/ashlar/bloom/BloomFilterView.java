package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** {@link BloomFilter} in place. */
final class BloomFilterView extends FilterView {
    private final BlockShape shape;
    private final LongBuffer words;
    private final long[] masks;

    BloomFilterView(ByteBuffer whole) throws FilterFormatException {
        super(whole);
        ByteBuffer body = FilterFormat.body(whole);
        shape = BloomFilter.shape(body);
        words = body.asLongBuffer().limit((int) shape.blocks() * BloomFilter.WORDS);
        body.position(body.position() + (int) shape.sizeInBytes());
        FilterFormat.checkEnd(body);
        masks = PairMasks.of(shape.bits());
    }

    @Override
    public boolean mightContainHash(long hash) {
        int block = (int) HashMixing.scale(hash, shape.blocks()) * BloomFilter.WORDS;
        long product = hash * HashMixing.GOLDEN_RATIO;
        if (shape.hasTwoWords()) {
            return contains(block + BloomFilter.firstWord(product), BloomFilter.firstMask(masks, product))
                    && contains(block + BloomFilter.secondWord(product), BloomFilter.secondMask(masks, product));
        }
        for (int i = 0; i < BloomFilter.WORDS; i++) {
            if (!contains(block + i, 1L << (product >>> (58 - 6 * i)))) {
                return false;
            }
        }
        return true;
    }

    private boolean contains(int word, long mask) {
        return (mask & ~words.get(word)) == 0;
    }

    @Override
    public double expectedFpp() {
        return shape.fpp(words);
    }

    @Override
    public long sizeInBytes() {
        return shape.sizeInBytes();
    }
}
