package dev.ashlar.trie;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node of a trie of forms that is never changed: what changes a form makes new nodes on the way to it and shares all
 * others. So whoever has a root has all that was below it at one moment.
 *
 * <p>As in a packed trie, where few entries are left they are a bucket; above, each branch lists the best below it. So most
 * questions go down a few nodes and read entries off an array.
 */
abstract sealed class OverlayNode permits OverlayBranch, OverlayBucket {
    /** One of the forms that lead through this. */
    final byte[] form;
    /** How many bytes of it lead here: all forms below begin with them. */
    final int depth;
    /** The best entries below, best first: of a bucket, all. */
    final Entry[] best;
    /** Of the best; so that those who look for more need not look further. */
    final long bestWeight;

    OverlayNode(byte[] form, int depth, Entry[] best) {
        this.form = form;
        this.depth = depth;
        this.best = best;
        this.bestWeight = best.length == 0 ? Long.MIN_VALUE : best[0].weight;
    }

    /** Tells whether bytes lead here, as far as they go. */
    boolean isOnWay(byte[] prefix, int length) {
        int to = Math.min(depth, length);
        return Arrays.equals(form, 0, to, prefix, 0, to);
    }

    /** Gives all entries here and below, each as often as it has forms. */
    void forEach(BiConsumer<byte[], Entry> to) {
        Deque<OverlayNode> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            OverlayNode node = open.pop();
            if (node instanceof OverlayBranch branch) {
                for (Entry entry : branch.entries) {
                    to.accept(branch.form, entry);
                }
                branch.forEachChild(open::push);
            } else {
                for (int i = 0; i < node.best.length; i++) {
                    to.accept(((OverlayBucket) node).forms[i], node.best[i]);
                }
            }
        }
    }

    /** Returns all entries here and below, each once. */
    Set<Entry> all() {
        Set<Entry> all = Collections.newSetFromMap(new IdentityHashMap<>());
        forEach((itsForm, entry) -> all.add(entry));
        return all;
    }

    /**
     * Exchanges an entry.
     *
     * @param form of both
     * @param old the entry to take away, or null for none
     * @param changed the entry to add, or null for none
     * @return the new root
     */
    final OverlayNode with(byte[] form, @Nullable Entry old, @Nullable Entry changed) {
        // Down to where the form ends, parts from all others, or there is a bucket; and up again. A form may lead
        // through any number of nodes.
        OverlayBranch[] path = new OverlayBranch[8];
        int[] taken = new int[8];
        int steps = 0;
        OverlayNode node = this;
        OverlayNode rebuilt = null;
        while (node instanceof OverlayBranch branch) {
            int common = branch.common(form);
            if (common < branch.depth) {
                rebuilt = changed == null ? branch : branch.split(common, form, changed);
                break;
            }
            if (common == form.length) {
                rebuilt = branch.withEntry(old, changed);
                break;
            }
            if (steps == path.length) {
                path = Arrays.copyOf(path, steps * 2);
                taken = Arrays.copyOf(taken, steps * 2);
            }
            int child = branch.find(form[common]);
            path[steps] = branch;
            taken[steps++] = child;
            node = child < 0 ? null : branch.child(child);
        }
        if (node == null) {
            rebuilt = changed == null ? null : OverlayBucket.of(path[steps - 1].depth + 1, form, changed);
        } else if (node instanceof OverlayBucket bucket) {
            rebuilt = bucket.exchanged(form, old, changed);
        }
        while (steps > 0) {
            steps--;
            rebuilt = path[steps].withChild(taken[steps], rebuilt);
        }
        return rebuilt == null ? OverlayBucket.EMPTY : rebuilt;
    }
}
