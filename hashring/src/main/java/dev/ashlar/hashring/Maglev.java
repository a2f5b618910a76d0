package dev.ashlar.hashring;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Maglev hashing: a table of nodes that a hash points into.
 *
 * <p><b>Guarantees.</b> Shares differ by at most one entry of the table, so the largest is within 1 + nodes / size of the
 * mean. Depends on the members alone. When a node comes or goes, about half a percent of the table moves between others, in
 * addition to what must.
 *
 * <p><b>Cost.</b> A look-up is one multiplication and one load. 2 bytes an entry: 128 KiB for the size 65 537. A change fills
 * the table anew, in about size x ln(size) steps.
 *
 * <p>Immutable: any number of threads may share it.
 *
 * <p>Source: Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load Balancer", 2016, section 3.4. Offset and skip
 * come from the XXH3 hash of a node's identity, and the entry of a key by multiplication instead of a remainder:
 * {@code docs/formats/hash-ring.md}.
 *
 * @param <N> what a node is
 */
public final class Maglev<N> implements Locator<N> {
    /** The size that is used if none is given: a prime, good for some hundreds of nodes. */
    public static final int DEFAULT_SIZE = 65_537;

    private static final int MAX_SIZE = 10_000_019;

    private final List<N> nodes;
    private final Object[] byNumber;
    private final char[] table;

    private Maglev(List<N> nodes, char[] table) {
        this.nodes = nodes;
        this.byNumber = nodes.toArray();
        this.table = table;
    }

    /**
     * Creates one with a table of {@link #DEFAULT_SIZE} entries.
     *
     * @param nodes the nodes, 1 or more, of different identities
     * @param identity tells the identity of a node, always the same one; not {@code toString}, unless that is specified
     * @param <N> what a node is
     * @return a locator
     * @throws IllegalArgumentException if there are no nodes, more than entries, or two of the same identity
     */
    public static <N> Maglev<N> of(List<N> nodes, Function<? super N, String> identity) {
        return of(nodes, identity, DEFAULT_SIZE);
    }

    /**
     * Creates one with a table of a given size.
     *
     * @param nodes the nodes, 1 to 65 535, of different identities
     * @param identity tells the identity of a node, always the same one; not {@code toString}, unless that is specified
     * @param size how many entries the table has, a prime from 3 to 10 000 019; a hundred times the nodes or more is good
     * @param <N> what a node is
     * @return a locator
     * @throws IllegalArgumentException if there are no nodes, more than entries, or two of the same identity, or the size is
     *     not a prime in its range
     */
    public static <N> Maglev<N> of(List<N> nodes, Function<? super N, String> identity, int size) {
        if (size < 3 || size > MAX_SIZE || !isPrime(size)) {
            throw new IllegalArgumentException("size must be a prime from 3 to " + MAX_SIZE + ": size=" + size);
        }
        Members<N> members = Members.of(nodes, identity);
        int most = Math.min(size, Character.MAX_VALUE);
        if (members.size() < 1 || members.size() > most) {
            throw new IllegalArgumentException("nodes must be 1 to " + most + ": nodes=" + members.size());
        }
        int[] offsets = new int[members.size()];
        int[] skips = new int[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            long hash = Mixing.XXH3.hashBytesToLong(members.get(i).id());
            offsets[i] = scale(hash, size);
            skips[i] = 1 + scale(Mixing.mix(hash), size - 1);
        }
        return new Maglev<>(members.nodes, fill(offsets, skips, size));
    }

    /** The paper's table: in turn every node takes the next entry of its own permutation that is free. */
    static char[] fill(int[] offsets, int[] skips, int size) {
        char[] table = new char[size];
        Arrays.fill(table, Character.MAX_VALUE);
        int[] next = offsets.clone();
        int node = 0;
        for (int filled = 0; filled < size; filled++) {
            int entry = next[node];
            while (table[entry] != Character.MAX_VALUE) {
                entry = after(entry, skips[node], size);
            }
            table[entry] = (char) node;
            next[node] = after(entry, skips[node], size);
            node = node + 1 == next.length ? 0 : node + 1;
        }
        return table;
    }

    private static int after(int entry, int skip, int size) {
        int next = entry + skip;
        return next >= size ? next - size : next;
    }

    /** A well mixed hash, scaled to 0 to {@code below - 1}. */
    private static int scale(long hash, int below) {
        return (int) (((hash >>> 32) * below) >>> 32);
    }

    private static boolean isPrime(int number) {
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public N locate(long hash) {
        return cast(byNumber[table[scale(HashRing.position(hash), table.length)]]);
    }

    @SuppressWarnings("unchecked")
    private N cast(Object node) {
        return (N) node; // Only nodes are in it.
    }

    /** Returns the nodes in the order of their identities, as unsigned bytes. */
    @Override
    public List<N> nodes() {
        return nodes;
    }
}
