package dev.ashlar.trie;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of a view for one form, best first: those of the base and those of the overlay merged, the dead passed over.
 * For one thread.
 */
final class Merge {
    private static final int UNREAD = -2;
    private static final int NONE = -1;

    private View view;
    private BaseSearch base;
    private @Nullable OverlaySearch overlay;

    /** The next of the base, if it was read ahead. */
    private int baseRank = NONE;

    /** The next of the overlay, if there is one, and it was read ahead. */
    private @Nullable Entry overlayNext;

    private boolean isOverlayUnread;

    private boolean isExact;
    private int rank = NONE;
    private @Nullable Entry entry;
    private byte[] text = new byte[64];

    Merge(View view) {
        this.view = view;
        this.base = view.base().search();
    }

    View view() {
        return view;
    }

    @SuppressWarnings("ReferenceEquality") // another base is another object
    void view(View now) {
        if (now.base() != view.base()) {
            base = now.base().search();
        }
        view = now;
        clear();
    }

    private void clear() {
        baseRank = NONE;
        isExact = false;
        overlayNext = null;
        isOverlayUnread = false;
        rank = NONE;
        entry = null;
    }

    /** Begins with the entries whose form begins with bytes. */
    void seek(byte[] form, int length) {
        clear();
        if (view.overlay() != OverlayBucket.EMPTY) {
            overlay().seek(view.overlay(), view.bounds(), form, length);
            isOverlayUnread = true;
        }
        base.seek(form, length);
        baseRank = UNREAD;
    }

    /** Begins with the entries whose form begins with bytes, and then with the automaton's pattern but for typos. */
    void seekTypos(byte[] exact, int length, Edits edits) {
        clear();
        base.seekTypos(exact, length, edits);
        baseRank = UNREAD;
        if (view.overlay() != OverlayBucket.EMPTY) {
            overlay().seek(view.overlay(), exact, length, edits);
            isOverlayUnread = true;
        }
    }

    /**
     * Begins with the entry that has a form, and none other.
     *
     * @param folded the folded text of the entry, by which it is told from others with the same form
     */
    void seekExact(byte[] form, int length, String folded) {
        clear();
        overlayNext = OverlaySearch.find(view.overlay(), form, length, folded);
        overlay().clear();
        int found = base.find(form, length, folded);
        if (found >= 0 && !view.dead().contains(found)) {
            baseRank = found;
            isExact = true;
        }
    }

    /** Goes to the next entry; tells whether there is one. */
    boolean next() {
        if (baseRank == UNREAD) {
            do {
                baseRank = base.next();
            } while (baseRank >= 0 && view.dead().contains(baseRank));
        }
        if (isOverlayUnread && overlay().mayHave(baseRank < 0 ? Long.MIN_VALUE : baseWeight())) {
            overlayNext = overlay().next();
            isOverlayUnread = false;
        }
        if (baseRank >= 0 && (overlayNext == null || isBaseBetter(overlayNext))) {
            rank = baseRank;
            entry = null;
            // What was found exactly is the only one.
            baseRank = isExact ? NONE : UNREAD;
            return true;
        }
        entry = overlayNext;
        rank = NONE;
        if (entry == null) {
            return false;
        }
        overlayNext = null;
        isOverlayUnread = true;
        return true;
    }

    private long baseWeight() {
        return base.weight();
    }

    private boolean isBaseBetter(Entry other) {
        long weight = baseWeight();
        if (weight != other.weight) {
            return weight > other.weight;
        }
        int length = readText();
        return Arrays.compareUnsigned(text, 0, length, other.utf8, 0, other.utf8.length) < 0;
    }

    /** Returns the rank of the entry that was found, or -1 if it is one of the overlay. */
    int rank() {
        return rank;
    }

    /** Returns the entry that was found, or null if it is one of the base. */
    @Nullable
    Entry entry() {
        return entry;
    }

    long weight() {
        return entry != null ? entry.weight : base.weight();
    }

    String text() {
        if (entry != null) {
            return entry.text;
        }
        int length = readText();
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    int copyUtf8(byte[] into) {
        if (entry != null) {
            System.arraycopy(entry.utf8, 0, into, 0, Math.min(entry.utf8.length, into.length));
            return entry.utf8.length;
        }
        int length = baseLength();
        if (length <= into.length) {
            base.copyText(into, length);
        } else {
            readText();
            System.arraycopy(text, 0, into, 0, into.length);
        }
        return length;
    }

    @Nullable
    String payload() {
        return entry != null ? entry.payload : view.base().payload(rank);
    }

    private OverlaySearch overlay() {
        if (overlay == null) {
            overlay = new OverlaySearch();
        }
        return overlay;
    }

    private int baseLength() {
        int length = base.textLength();
        if (length == 0) {
            throw SnapshotFormatException.wild("text length", 0, rank);
        }
        return length;
    }

    private int readText() {
        int length = baseLength();
        if (length > text.length) {
            text = new byte[Math.max(length, text.length * 2)];
        }
        base.copyText(text, length);
        return length;
    }
}
