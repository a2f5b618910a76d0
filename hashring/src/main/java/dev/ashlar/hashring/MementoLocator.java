package dev.ashlar.hashring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in a row of which any can leave: a {@link BucketHash} that remembers who has left.
 *
 * <p><b>Guarantees.</b> Perfectly even, whoever has left. When a node leaves, only its keys move, evenly to all others; a node
 * that joins takes keys only for itself. It takes the place of the one that left last, if any has: to join undoes the last
 * leave. So the placement depends on the order of leaves and joins.
 *
 * <p><b>Cost.</b> A look-up is one of the hash function, and about 1 + ln(row / nodes) steps more for each place that it finds
 * deserted: little as long as most of the row is there. 8 bytes a place of the row. A change copies them.
 *
 * <p>Immutable: any number of threads may share it.
 *
 * <p>Source: Coluzzi, Brocco, Antonucci and Leidi, "MementoHash: A Stateful, Minimal Memory, Best Performing Consistent Hash
 * Algorithm", 2024; here the row's hash may be any, and the rehash is a multiplication instead of a remainder.
 *
 * @param <N> what a node is
 */
public final class MementoLocator<N> implements Locator<N> {
    /** In {@link #replacers}: somebody is there. */
    private static final int PRESENT = -1;

    private final BucketHash hash;
    /** The row; null where somebody has left. */
    private final @Nullable Object[] row;
    /** For a place that was left, how many nodes remained then; else {@link #PRESENT}. */
    private final int[] replacers;
    /** The places that were left, the last one last. */
    private final int[] left;

    private final List<N> nodes;

    /**
     * Creates it.
     *
     * @param hash such as {@code JumpBackHash::bucket}
     * @param nodes the nodes, 1 or more
     * @throws IllegalArgumentException if there are no nodes
     */
    public MementoLocator(BucketHash hash, List<N> nodes) {
        this(Objects.requireNonNull(hash, "hash"), row(nodes), present(nodes.size()), new int[0]);
    }

    private MementoLocator(BucketHash hash, @Nullable Object[] row, int[] replacers, int[] left) {
        if (left.length == row.length) {
            throw new IllegalArgumentException("nodes must be >= 1: nodes=0");
        }
        this.hash = hash;
        this.row = row;
        this.replacers = replacers;
        this.left = left;
        List<N> here = new ArrayList<>();
        for (Object node : row) {
            if (node != null) {
                here.add(cast(node));
            }
        }
        this.nodes = Collections.unmodifiableList(here);
    }

    private static Object[] row(List<?> nodes) {
        Object[] row = nodes.toArray();
        for (Object node : row) {
            Objects.requireNonNull(node, "node");
        }
        return row;
    }

    private static int[] present(int count) {
        int[] replacers = new int[count];
        Arrays.fill(replacers, PRESENT);
        return replacers;
    }

    @Override
    public N locate(long key) {
        int place = hash.bucket(key, row.length);
        int remained = replacers[place];
        while (remained != PRESENT) {
            // Any of those who remained, by a number that depends on the place that was left; and if that one has moved
            // into another place since, as the places before were left, there.
            long again = Mixing.mix(key ^ Mixing.mix(place + 1L));
            place = (int) (((again >>> 32) * remained) >>> 32);
            while (replacers[place] >= remained) {
                place = replacers[place];
            }
            remained = replacers[place];
        }
        return cast(row[place]);
    }

    /** Returns the nodes in their row. */
    @Override
    public List<N> nodes() {
        return nodes;
    }

    /**
     * Returns these nodes and one more, in the place that was left last, or else at the end.
     *
     * @param node the node
     * @return another locator; keys move only to the new node
     */
    public MementoLocator<N> with(N node) {
        Objects.requireNonNull(node, "node");
        int place = left.length == 0 ? row.length : left[left.length - 1];
        @Nullable Object[] newRow = Arrays.copyOf(row, Math.max(row.length, place + 1));
        int[] newReplacers = Arrays.copyOf(replacers, newRow.length);
        newRow[place] = node;
        newReplacers[place] = PRESENT;
        return new MementoLocator<>(hash, newRow, newReplacers, Arrays.copyOf(left, Math.max(0, left.length - 1)));
    }

    /**
     * Returns these nodes without one.
     *
     * @param node the node, or one that equals it; of several equal ones the first in the row
     * @return another locator; only keys of that node move
     * @throws IllegalArgumentException if there is no such node, or no other
     */
    public MementoLocator<N> without(N node) {
        Objects.requireNonNull(node, "node");
        int place = Arrays.asList(row).indexOf(node);
        if (place < 0) {
            throw new IllegalArgumentException("node must be a member: node=" + node);
        }
        if (left.length == 0 && place == row.length - 1) {
            return new MementoLocator<>(hash, Arrays.copyOf(row, place), Arrays.copyOf(replacers, place), left);
        }
        @Nullable Object[] newRow = row.clone();
        int[] newReplacers = replacers.clone();
        int[] newLeft = Arrays.copyOf(left, left.length + 1);
        newRow[place] = null;
        newReplacers[place] = nodes.size() - 1;
        newLeft[left.length] = place;
        return new MementoLocator<>(hash, newRow, newReplacers, newLeft);
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    private N cast(@Nullable Object node) {
        return (N) node; // Of a place where somebody is.
    }
}
