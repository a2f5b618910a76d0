package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** {@link RibbonFilter} in place. */
final class RibbonFilterView extends FilterView {
    private final int resultBits;
    private final Layer[] layers;
    private final long sizeInBytes;

    RibbonFilterView(ByteBuffer whole) throws FilterFormatException {
        super(whole);
        ByteBuffer body = FilterFormat.body(whole);
        RibbonFilter.Head head = RibbonFilter.Head.read(body);
        resultBits = head.resultBits;
        sizeInBytes = body.remaining();
        layers = new Layer[head.blocks.length];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new Layer(body, head.blocks[i], resultBits);
        }
    }

    @Override
    public boolean mightContainHash(long hash) {
        long mixed = hash;
        for (Layer layer : layers) {
            mixed = RibbonLayer.mix(mixed);
            long start = RibbonLayer.start(mixed, layer.starts);
            if (!layer.refuses(start)) {
                return layer.matches(mixed, start);
            }
        }
        return false;
    }

    @Override
    public double expectedFpp() {
        return layers.length == 0 ? 0 : 1.0 / (1 << resultBits);
    }

    @Override
    public long sizeInBytes() {
        return sizeInBytes;
    }

    /** {@link RibbonLayer} in place. */
    private static final class Layer {
        private final int resultBits;
        private final long starts;
        private final ByteBuffer thresholds;
        private final LongBuffer solution;

        /** Takes the layer's bytes from the front of the body. */
        Layer(ByteBuffer body, int blocks, int resultBits) {
            this.resultBits = resultBits;
            starts = RibbonLayer.starts(blocks);
            int end = body.position() + RibbonLayer.thresholdBytes(blocks);
            thresholds = body.slice(body.position(), RibbonLayer.thresholdBytes(blocks));
            solution = body.position(end).asLongBuffer().limit(blocks * resultBits);
            body.position(end + blocks * resultBits * Long.BYTES);
        }

        boolean refuses(long start) {
            return RibbonLayer.refuses(thresholds.get((int) (start >>> 8)), start);
        }

        boolean matches(long mixed, long start) {
            long coefficients = RibbonLayer.coefficients(mixed);
            long here = coefficients << start;
            long next = coefficients >>> 1 >>> ~start;
            int fingerprint = RibbonLayer.fingerprint(mixed);
            int word = (int) (start >>> 6) * resultBits;
            for (int i = 0; i < resultBits; i++) {
                long picked = (solution.get(word + i) & here) ^ (solution.get(word + resultBits + i) & next);
                if (((Long.bitCount(picked) ^ fingerprint >>> i) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
