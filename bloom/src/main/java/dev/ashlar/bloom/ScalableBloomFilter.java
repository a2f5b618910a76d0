package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter that grows with its keys and keeps its false-positive probability: for sets whose size is not known in advance,
 * such as what a crawler has visited.
 *
 * <p><b>Guarantee.</b> As of {@link MembershipFilter}; the probability is at most the one asked for, however many keys are
 * put.
 *
 * <p><b>How.</b> A list of {@link BloomFilter}s, each for twice as many keys as the one before and 0.8 of its probability,
 * the first for a fifth of the whole. A key goes to the newest; when that has taken the keys that it was made for, the next
 * one is begun. So the probabilities of all add up to less than what was asked for.
 *
 * <p><b>Cost.</b> A look-up asks the filters from the newest on until one says yes, log2(n / initial keys) of them at most;
 * so choose the initial number not too small. Memory: at a thousand times the initial keys two to three times that of a
 * {@link BloomFilter} made for all of them, as the newest may be nearly empty. Beginning a filter allocates it whole.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once, as long as no thread puts. Puts need external
 * synchronisation.
 *
 * <p><b>Limits.</b> Every single filter has those of {@link BloomFilter}, and there are {@value #MAX_LAYERS} at most, so
 * 2<sup>34</sup> times the initial keys; a put past that throws {@link IllegalStateException}. The serial form ends near
 * 2 GiB.
 *
 * <p>Source: Almeida, Baquero, Preguiça and Hutchison, "Scalable Bloom Filters", 2007.
 */
public final class ScalableBloomFilter implements MembershipFilter {
    private static final double TIGHTENING = 0.8;
    private static final double MIN_FPP = 1e-6;

    /** With so many the probability of the newest is still above what a filter can have, and it is 2^33 times the first. */
    private static final int MAX_LAYERS = 34;

    /** Initial keys, probability, number of layers. */
    private static final int HEAD_BYTES = 8 + 8 + 8;

    /** Of every layer before its blocks: the keys that it has taken, and the head of its filter. */
    private static final int LAYER_BYTES = 8 + BloomFilter.HEAD_BYTES;

    private final long initialKeys;
    private final double fpp;
    private final List<Layer> layers = new ArrayList<>();

    /** A filter and how many keys it has taken. */
    private static final class Layer {
        final BloomFilter filter;
        long keys;

        Layer(BloomFilter filter, long keys) {
            this.filter = filter;
            this.keys = keys;
        }
    }

    private ScalableBloomFilter(long initialKeys, double fpp) {
        this.initialKeys = initialKeys;
        this.fpp = fpp;
    }

    /**
     * Creates an empty filter.
     *
     * @param initialKeys how many distinct keys there is room for before it grows, 1 or more
     * @param fpp the false-positive probability that it never exceeds, 1e-6 to 0.5
     * @return the filter
     * @throws IllegalArgumentException if a parameter is out of its range, or the first filter would be too large
     */
    public static ScalableBloomFilter create(long initialKeys, double fpp) {
        check(initialKeys, fpp);
        ScalableBloomFilter created = new ScalableBloomFilter(initialKeys, fpp);
        created.layers.add(new Layer(created.filterOf(0), 0));
        return created;
    }

    /**
     * Adds a key of bytes.
     *
     * @param key the key
     * @return true if it was added; false if it probably was in, and nothing was done
     */
    public boolean put(byte[] key) {
        return putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a text.
     *
     * @param key the key
     * @return true if it was added; false if it probably was in, and nothing was done
     */
    public boolean put(CharSequence key) {
        return putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a key by its hash.
     *
     * @param hash the key's hash, all 64 bits well mixed
     * @return true if it was added; false if it probably was in, and nothing was done
     */
    public boolean putHash(long hash) {
        if (mightContainHash(hash)) {
            return false;
        }
        Layer newest = layers.get(layers.size() - 1);
        if (newest.keys == keysOf(layers.size() - 1)) {
            if (layers.size() == MAX_LAYERS) {
                throw new IllegalStateException("there must be room for another layer: layers=" + MAX_LAYERS);
            }
            newest = new Layer(filterOf(layers.size()), 0);
            layers.add(newest);
        }
        newest.filter.putHash(hash);
        newest.keys++;
        return true;
    }

    @Override
    public boolean mightContainHash(long hash) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i).filter.mightContainHash(hash)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns how many keys were added: those for which a put returned true.
     *
     * @return 0 or more; less than the distinct keys that were put by about their false positives
     */
    public long count() {
        long sum = 0;
        for (Layer layer : layers) {
            sum += layer.keys;
        }
        return sum;
    }

    @Override
    public double expectedFpp() {
        double none = 1;
        for (Layer layer : layers) {
            none *= 1 - layer.filter.expectedFpp();
        }
        return 1 - none;
    }

    @Override
    public long sizeInBytes() {
        long sum = 0;
        for (Layer layer : layers) {
            sum += layer.filter.sizeInBytes();
        }
        return sum;
    }

    @Override
    public byte[] toByteArray() {
        long size = HEAD_BYTES + sizeInBytes() + (long) LAYER_BYTES * layers.size();
        return FilterFormat.write(FilterFormat.SCALABLE, size, body -> {
            body.putLong(initialKeys).putDouble(fpp).putLong(layers.size());
            for (Layer layer : layers) {
                body.putLong(layer.keys);
                layer.filter.write(body);
            }
        });
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return a filter that goes on where that one was, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version or of another type; it is told
     *     before anything larger than the array is allocated
     */
    public static ScalableBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.SCALABLE);
        if (body.remaining() < HEAD_BYTES) {
            throw new FilterFormatException(
                    "a scalable filter must have at least " + HEAD_BYTES + " bytes: bytes=" + body.remaining());
        }
        long initialKeys = body.getLong();
        double fpp = body.getDouble();
        long count = body.getLong();
        try {
            check(initialKeys, fpp);
            ScalableBloomFilter read = new ScalableBloomFilter(initialKeys, fpp);
            if (count < 1 || count > MAX_LAYERS) {
                throw new FilterFormatException("the layers must be 1 to " + MAX_LAYERS + ": layers=" + count);
            }
            for (int i = 0; i < count; i++) {
                read.layers.add(read.layer(i, body));
            }
            if (body.hasRemaining()) {
                throw new FilterFormatException("the layers must be all of the bytes: layers=" + count
                        + ", bytes that follow=" + body.remaining());
            }
            return read;
        } catch (IllegalArgumentException e) {
            FilterFormatException invalid = new FilterFormatException(String.valueOf(e.getMessage()));
            invalid.initCause(e);
            throw invalid;
        }
    }

    private Layer layer(int index, ByteBuffer body) throws FilterFormatException {
        long keys = body.remaining() < Long.BYTES ? -1 : body.getLong();
        if (keys < 0 || keys > keysOf(index)) {
            throw new FilterFormatException(
                    "layer " + index + " must have at most " + keysOf(index) + " keys: keys=" + keys);
        }
        // As many blocks as it says: the sizing need not come out the same on every machine, to the last bit.
        return new Layer(BloomFilter.read(body), keys);
    }

    @Override
    public String toString() {
        return "ScalableBloomFilter[" + sizeInBytes() + " bytes, " + count() + " keys]";
    }

    private BloomFilter filterOf(int index) {
        return BloomFilter.create(keysOf(index), fppOf(index));
    }

    /** How many keys a layer is made for. */
    private long keysOf(int index) {
        return initialKeys > Long.MAX_VALUE >> index ? Long.MAX_VALUE : initialKeys << index;
    }

    private double fppOf(int index) {
        return fpp * (1 - TIGHTENING) * StrictMath.pow(TIGHTENING, index);
    }

    private static void check(long initialKeys, double fpp) {
        if (initialKeys < 1) {
            throw new IllegalArgumentException("initialKeys must be >= 1: initialKeys=" + initialKeys);
        }
        if (!(fpp >= MIN_FPP && fpp <= BlockLoad.MAX_FPP)) {
            throw new IllegalArgumentException(
                    "fpp must be in [" + MIN_FPP + ", " + BlockLoad.MAX_FPP + "]: fpp=" + fpp);
        }
    }
}
