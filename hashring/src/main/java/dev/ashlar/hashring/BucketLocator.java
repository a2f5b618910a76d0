package dev.ashlar.hashring;

import java.util.ArrayList;
import java.util.List;

/**
 * Nodes in a row, found by a {@link BucketHash}: no table at all, and perfectly even, but nodes can come and go only at the end.
 *
 * <p>The place in the row is what counts: who replaces a node by another at the same place gives it the same keys.
 *
 * <p>Immutable: any number of threads may share it.
 *
 * @param <N> what a node is
 */
public final class BucketLocator<N> implements Locator<N> {
    private final BucketHash hash;
    private final List<N> nodes;

    /**
     * Creates it.
     *
     * @param hash such as {@code JumpBackHash::bucket}
     * @param nodes the nodes, 1 or more
     * @throws IllegalArgumentException if there are no nodes
     */
    public BucketLocator(BucketHash hash, List<N> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes must be >= 1: nodes=0");
        }
        this.hash = hash;
        this.nodes = List.copyOf(nodes);
    }

    @Override
    public N locate(long key) {
        return nodes.get(hash.bucket(key, nodes.size()));
    }

    /** Returns the nodes in their row. */
    @Override
    public List<N> nodes() {
        return nodes;
    }

    /**
     * Returns these nodes and one more at the end.
     *
     * @param node the node
     * @return another locator; keys move only to the new node
     */
    public BucketLocator<N> with(N node) {
        List<N> more = new ArrayList<>(nodes);
        more.add(node);
        return new BucketLocator<>(hash, more);
    }

    /**
     * Returns these nodes without the last.
     *
     * @return another locator; only keys of the last node move
     * @throws IllegalArgumentException if there is only one
     */
    public BucketLocator<N> withoutLast() {
        return new BucketLocator<>(hash, nodes.subList(0, nodes.size() - 1));
    }
}
