package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * A code in which frequent symbols take few bits, and none is the begin of another (Huffman, "A Method for the Construction of
 * Minimum-Redundancy Codes", Proc. IRE 40(9), 1952), in canonical form: of equal lengths, lesser symbols have lesser codes.
 *
 * <p>Threads may share it.
 */
final class PrefixCode {
    static final int MOST_BITS = 24;
    /** How many codes have each number of bits. */
    private static final int HEADER_BYTES = MOST_BITS * Short.BYTES;

    /** Of codes up to that length, a look at a table tells the symbol. */
    private static final int SHORT_BITS = 9;

    private final ByteBuffer bytes;
    private final int symbols;
    private final int end;
    /** By the number of bits: above the last code, as the upper bits of an int; and the place of the first symbol less its code. */
    private final long[] limits = new long[MOST_BITS + 1];

    private final int[] places = new int[MOST_BITS + 1];
    /** By the bits that come next: the symbol in the upper half, its number of bits in the lower; 0 if it has more. */
    private final long[] shorts = new long[1 << SHORT_BITS];

    /** Reads a code from a place on. */
    PrefixCode(ByteBuffer bytes, int at) {
        this.bytes = bytes;
        this.symbols = at + HEADER_BYTES;
        int code = 0;
        int place = 0;
        for (int bits = 1; bits <= MOST_BITS; bits++) {
            int count = bytes.getShort(at + Short.BYTES * (bits - 1)) & 0xFFFF;
            code <<= 1;
            places[bits] = place - code;
            code += count;
            place += count;
            if (code > 1 << bits) {
                throw SnapshotFormatException.wild("code", code, at);
            }
            limits[bits] = (long) code << (32 - bits);
        }
        this.end = symbols + place * Integer.BYTES;
        for (int next = 0; next < shorts.length; next++) {
            int bits = 1;
            while (bits <= SHORT_BITS && next >= limits[bits] >>> (32 - SHORT_BITS)) {
                bits++;
            }
            if (bits <= SHORT_BITS) {
                int index = places[bits] + (next >>> (SHORT_BITS - bits));
                shorts[next] = (long) bytes.getInt(symbols + index * Integer.BYTES) << 32 | bits;
            }
        }
    }

    /** Returns where the code ends. */
    int end() {
        return end;
    }

    /** Reads the next symbol. */
    int read(BitReader from) {
        long window = from.peek();
        long known = shorts[(int) (window >>> (32 - SHORT_BITS))];
        if (known != 0) {
            from.skip((int) known);
            return (int) (known >> 32);
        }
        int bits = SHORT_BITS + 1;
        while (window >= limits[bits]) {
            if (++bits > MOST_BITS) {
                throw SnapshotFormatException.wild("code", window, symbols);
            }
        }
        from.skip(bits);
        return bytes.getInt(symbols + (places[bits] + (int) (window >>> (32 - bits))) * Integer.BYTES);
    }

    /** Counts symbols and makes their code. For one thread. */
    static final class Writer {
        private final Map<Integer, Integer> counts = new TreeMap<>();
        /** The code in the upper half, its length in the lower. */
        private final Map<Integer, Long> codes = new TreeMap<>();

        void count(int symbol) {
            counts.merge(symbol, 1, Integer::sum);
        }

        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record Node(long count, int order, int[] leaves) {}

        /** Makes the code, and writes it. */
        void finish(ByteArrayWriter out) {
            int[] symbols = counts.keySet().stream().mapToInt(symbol -> symbol).toArray();
            long[] weights = counts.values().stream().mapToLong(count -> count).toArray();
            int[] bits = lengths(weights);
            // Flatter counts make shorter codes.
            while (Arrays.stream(bits).max().orElse(0) > MOST_BITS) {
                Arrays.setAll(weights, i -> (weights[i] + 1) / 2);
                bits = lengths(weights);
            }
            int[] lengths = bits;
            ByteArrayWriter sorted = new ByteArrayWriter();
            int code = 0;
            for (int length = 1; length <= MOST_BITS; length++) {
                code <<= 1;
                int count = 0;
                for (int i = 0; i < symbols.length; i++) {
                    if (lengths[i] == length) {
                        codes.put(symbols[i], (long) code++ << 32 | length);
                        sorted.fixed(symbols[i], Integer.BYTES);
                        count++;
                    }
                }
                out.fixed(count, Short.BYTES);
            }
            out.bytes(sorted.array(), 0, sorted.size());
        }

        private static int[] lengths(long[] weights) {
            int[] lengths = new int[weights.length];
            if (lengths.length == 1) {
                lengths[0] = 1;
                return lengths;
            }
            PriorityQueue<Node> open = new PriorityQueue<>(
                    (a, b) -> a.count != b.count ? Long.compare(a.count, b.count) : Integer.compare(a.order, b.order));
            for (int i = 0; i < weights.length; i++) {
                open.add(new Node(weights[i], i, new int[] {i}));
            }
            for (int order = weights.length; open.size() > 1; order++) {
                Node a = open.remove();
                Node b = open.remove();
                int[] leaves = Arrays.copyOf(a.leaves, a.leaves.length + b.leaves.length);
                System.arraycopy(b.leaves, 0, leaves, a.leaves.length, b.leaves.length);
                for (int leaf : leaves) {
                    lengths[leaf]++;
                }
                open.add(new Node(a.count + b.count, order, leaves));
            }
            return lengths;
        }

        void write(int symbol, BitWriter to) {
            long code = Objects.requireNonNull(codes.get(symbol));
            to.write((int) (code >>> 32), (int) code);
        }
    }
}
