package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where few entries are left in an overlay: all of them, best first. Never changed. */
final class OverlayBucket extends OverlayNode {
    static final OverlayBucket EMPTY = new OverlayBucket(0, new Entry[0], new byte[0][]);

    /** More than that become a branch. */
    private static final int MOST = 16;

    /** Of the entries, by their places in {@link #best}. */
    final byte[][] forms;
    /** Of each form the first bytes behind this depth, so that most need not be looked at. */
    private final long[] heads;

    OverlayBucket(int depth, Entry[] entries, byte[][] forms) {
        super(forms.length == 0 ? new byte[0] : forms[0], depth, entries);
        this.forms = forms;
        this.heads = new long[forms.length];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = Entry.head(forms[i], depth, forms[i].length);
        }
    }

    static OverlayBucket of(int depth, byte[] form, Entry entry) {
        return new OverlayBucket(depth, new Entry[] {entry}, new byte[][] {form});
    }

    /** Returns the place of the next entry whose form begins with bytes, from a place on, or -1 if there is none. */
    int next(int from, byte[] prefix, int length) {
        int rest = length - depth;
        long mask = rest >= Long.BYTES ? -1 : rest <= 0 ? 0 : -1L << (64 - 8 * rest);
        long head = rest <= 0 ? 0 : Entry.head(prefix, depth, length) & mask;
        for (int i = from; i < heads.length; i++) {
            if ((heads[i] & mask) == head
                    && forms[i].length >= length
                    && (rest <= Long.BYTES
                            || Arrays.equals(
                                    forms[i], depth + Long.BYTES, length, prefix, depth + Long.BYTES, length))) {
                return i;
            }
        }
        return -1;
    }

    /** Exchanges an entry; returns null if none is left. */
    @Nullable
    OverlayNode exchanged(byte[] form, @Nullable Entry old, @Nullable Entry changed) {
        List<Entry> entries = new ArrayList<>(best.length + 1);
        List<byte[]> theirForms = new ArrayList<>(best.length + 1);
        boolean isOpen = changed != null;
        for (int i = 0; i < best.length; i++) {
            if (isOpen && Entry.RANKING.compare(changed, best[i]) < 0) {
                entries.add(changed);
                theirForms.add(form);
                isOpen = false;
            }
            if (best[i] != old || !Arrays.equals(forms[i], form)) {
                entries.add(best[i]);
                theirForms.add(forms[i]);
            }
        }
        if (isOpen) {
            entries.add(changed);
            theirForms.add(form);
        }
        if (entries.isEmpty()) {
            return null;
        }
        OverlayBucket bucket =
                new OverlayBucket(depth, entries.toArray(Entry[]::new), theirForms.toArray(byte[][]::new));
        return entries.size() > MOST ? bucket.burst() : bucket;
    }

    /** Returns a branch where the forms part, with a bucket for each byte that comes then. */
    private OverlayBranch burst() {
        int common = form.length;
        for (byte[] other : forms) {
            common = OverlayBranch.common(form, common, other);
        }
        OverlayNode[] children = new OverlayNode[256];
        int count = 0;
        for (int first = 0; first < children.length; first++) {
            OverlayBucket child = part(common, first);
            if (child.best.length > 0) {
                children[count++] = child;
            }
        }
        return OverlayBranch.of(form, common, Arrays.copyOf(children, count), part(common, -1).best);
    }

    /** Returns the entries whose forms have a byte at a depth, or end there if it is -1. */
    private OverlayBucket part(int at, int next) {
        List<Entry> entries = new ArrayList<>();
        List<byte[]> theirForms = new ArrayList<>();
        for (int i = 0; i < forms.length; i++) {
            if (next == (forms[i].length == at ? -1 : forms[i][at] & 0xFF)) {
                entries.add(best[i]);
                theirForms.add(forms[i]);
            }
        }
        return new OverlayBucket(at + 1, entries.toArray(Entry[]::new), theirForms.toArray(byte[][]::new));
    }
}
