package dev.ashlar.hashring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ring of ketama, as memcached clients have it: 32-bit points made by MD5. For data that such clients have placed; a
 * {@link HashRing} is better in every other way.
 *
 * <p><b>Guarantees.</b> Keys are where the named library has them, if nodes have the names that it gives them:
 *
 * <ul>
 *   <li>libketama: the address as it stands in the server list, such as {@code 10.0.1.1:11211};
 *   <li>spymemcached: the address and the port, {@code 10.0.1.1:11211}; of an address that was resolved by a name, that name
 *       before, {@code cache1/10.0.1.1:11211};
 *   <li>libmemcached, and spymemcached in that format: the host, and {@code :} and the port unless that is 11211.
 * </ul>
 *
 * <p>Names are given, never taken from {@code toString}: that of Java's {@code InetSocketAddress} was changed by JDK 14.
 *
 * <p><b>Limits.</b> Weights are relative, and rounded: where they differ, every change of one node moves keys between others,
 * and a node of little weight may get no point at all. Where two points fall together, libketama leaves open who has it (here
 * the node that comes first); in spymemcached the last one has it.
 *
 * <p>Immutable: any number of threads may share it. Keys are hashed by MD5, which allocates.
 *
 * @param <N> what a node is
 */
public final class KetamaRing<N> implements Locator<N> {
    /** Whose rounding of weights, and whose rule for points that fall together. */
    public enum Dialect {
        /** The C library, and those that are bound to it. */
        LIBKETAMA,

        /** The Java client spymemcached. */
        SPYMEMCACHED
    }

    private static final int DIGESTS = 40;
    private static final int POINTS_OF_DIGEST = 4;

    private final List<N> nodes;
    private final RingPoints points;

    private KetamaRing(List<N> nodes, RingPoints points) {
        this.nodes = nodes;
        this.points = points;
    }

    /**
     * Creates a ring of nodes of equal weights: 160 points each; with libketama 156 each at some numbers of nodes, such as 61,
     * 122 and 237, where its own rounding of equal weights gives no more.
     *
     * @param dialect whose ring
     * @param nodes the nodes by their names, in the order of the server list, 1 or more
     * @param <N> what a node is
     * @return a ring
     * @throws IllegalArgumentException if there are no nodes, or too many: 26 214
     */
    public static <N> KetamaRing<N> of(Dialect dialect, Map<String, N> nodes) {
        return build(dialect, nodes, null);
    }

    /**
     * Creates a ring of nodes of different weights.
     *
     * @param dialect whose ring
     * @param nodes the nodes by their names, in the order of the server list, 1 or more
     * @param weights the weights by the same names, each 1 or more; libketama calls them memory
     * @param <N> what a node is
     * @return a ring
     * @throws IllegalArgumentException if there are no nodes, or too many, or a weight is missing or not in its range, or all
     *     nodes get no points
     */
    public static <N> KetamaRing<N> of(Dialect dialect, Map<String, N> nodes, Map<String, Integer> weights) {
        Map<String, Integer> inOrder = new LinkedHashMap<>();
        for (String name : nodes.keySet()) {
            Integer weight = weights.get(name);
            if (weight == null || weight < 1) {
                throw new IllegalArgumentException("weight must be >= 1: weight=" + weight + ", node=" + name);
            }
            inOrder.put(name, weight);
        }
        return build(
                dialect,
                nodes,
                inOrder.values().stream().mapToInt(weight -> weight).toArray());
    }

    private static <N> KetamaRing<N> build(Dialect dialect, Map<String, N> given, int @Nullable [] weights) {
        Map<String, N> nodes = new LinkedHashMap<>(given);
        int most = RingPoints.MAX_POINTS / (DIGESTS * POINTS_OF_DIGEST);
        if (nodes.isEmpty() || nodes.size() > most) {
            throw new IllegalArgumentException("nodes must be 1 to " + most + ": nodes=" + nodes.size());
        }
        long total = weights == null
                ? nodes.size()
                : Arrays.stream(weights).asLongStream().sum();
        MessageDigest md5 = md5();
        TreeMap<Long, Integer> owners = new TreeMap<>();
        int number = 0;
        for (String name : nodes.keySet()) {
            int weight = weights == null ? 1 : weights[number];
            boolean unweighted = weights == null && dialect == Dialect.SPYMEMCACHED; // libketama always has weights.
            int digests = unweighted ? DIGESTS : digests(dialect, weight, total, nodes.size());
            for (int i = 0; i < digests; i++) {
                byte[] digest = md5.digest((name + "-" + i).getBytes(StandardCharsets.UTF_8));
                for (int part = 0; part < POINTS_OF_DIGEST; part++) {
                    if (dialect == Dialect.LIBKETAMA) {
                        owners.putIfAbsent(word(digest, part), number);
                    } else {
                        owners.put(word(digest, part), number);
                    }
                }
            }
            number++;
        }
        if (owners.isEmpty()) {
            throw new IllegalArgumentException("a node must have a point: weights=" + Arrays.toString(weights));
        }
        PointRun run = new PointRun(owners.size());
        owners.forEach((point, owner) -> run.add(point << 32, owner));
        return new KetamaRing<>(List.copyOf(nodes.values()), RingPoints.NONE.change(new char[0], new PointRun(0), run));
    }

    /** With the roundings to 32 bits of the original, which decide. */
    private static int digests(Dialect dialect, int weight, long total, int nodes) {
        float part = (float) weight / (float) total;
        return switch (dialect) {
            case LIBKETAMA -> (int) Math.floor((float) (part * 40.0 * nodes));
            case SPYMEMCACHED -> (int) Math.floor((float) (part * 160f / 4 * nodes + 0.0000000001));
        };
    }

    /**
     * Returns the node that has a position.
     *
     * @param hash the position, in the lower 32 bits; the others do not matter
     * @return the node
     */
    @Override
    public N locate(long hash) {
        return nodes.get(points.owner(points.find(hash << 32)));
    }

    @Override
    public N locate(byte[] key) {
        return locate(position(key));
    }

    /** Returns the node that has a text, which is its UTF-8 bytes. */
    @Override
    public N locate(CharSequence key) {
        return locate(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the position of a key.
     *
     * @param key the key
     * @return the first four bytes of its MD5 digest, little-endian, 0 to 2^32 - 1
     */
    public static long position(byte[] key) {
        return word(md5().digest(key), 0);
    }

    /** Returns the nodes in the order of the server list. */
    @Override
    public List<N> nodes() {
        return nodes;
    }

    /**
     * Returns how many points there are.
     *
     * @return 160 a node if the weights are equal, but for libketama's rounding and points that fall together
     */
    public int pointCount() {
        return points.size();
    }

    private static long word(byte[] digest, int part) {
        int at = part * Integer.BYTES;
        return ((digest[at + 3] & 0xFFL) << 24)
                | ((digest[at + 2] & 0xFFL) << 16)
                | ((digest[at + 1] & 0xFFL) << 8)
                | (digest[at] & 0xFFL);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have MD5", e);
        }
    }
}
