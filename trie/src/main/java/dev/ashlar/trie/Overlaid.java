package dev.ashlar.trie;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A base and what has changed since it was built, for who changes it: one thread at a time. */
final class Overlaid {
    private final Forms forms;
    private final BaseSearch search;
    private final Typed typed = new Typed();
    /** By folded texts, what became of entries; null of those that were removed. */
    private final Map<String, @Nullable Entry> changed = new HashMap<>();

    /** How many forms were put into the overlay since its bounds were made. */
    private int formCount;

    private View view;

    Overlaid(Base base) {
        this.view = View.of(base);
        this.forms = base.header().forms();
        this.search = base.search();
    }

    View view() {
        return view;
    }

    Forms forms() {
        return forms;
    }

    int changes() {
        return changed.size();
    }

    /** Returns the entry that a text stands for, or null if there is none. */
    @Nullable
    Entry get(String folded) {
        if (changed.containsKey(folded)) {
            return changed.get(folded);
        }
        try {
            return baseEntry(folded);
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    private @Nullable Entry baseEntry(String folded) {
        int rank = baseRank(folded);
        if (rank < 0) {
            return null;
        }
        byte[] utf8 = new byte[search.textLength()];
        search.copyText(utf8, utf8.length);
        Base base = view.base();
        String text = new String(utf8, StandardCharsets.UTF_8);
        return new Entry(text, utf8, folded, search.weight(), base.payload(rank));
    }

    private int baseRank(String folded) {
        boolean hasForm = typed.set(folded, forms) && typed.form(Tier.LITERAL);
        try {
            return hasForm ? search.find(typed.bytes(), typed.length(), folded) : -1;
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /** Sets what a text stands for; null removes it. */
    void put(String folded, @Nullable Entry entry) {
        Entry old = changed.get(folded);
        DeadRanks dead = view.dead();
        boolean wasThere = old != null;
        if (!changed.containsKey(folded)) {
            int rank = baseRank(folded);
            if (rank >= 0) {
                dead = dead.with(rank);
                wasThere = true;
            }
        }
        OverlayNode[] root = {view.overlay()};
        OverlayBounds[] bounds = {view.bounds()};
        forms.forEach(folded, form -> {
            root[0] = root[0].with(form, old, entry);
            if (entry != null) {
                bounds[0] = raised(bounds[0], root[0], form, entry);
            }
        });
        changed.put(folded, entry);
        int size = view.size() + (entry == null ? 0 : 1) - (wasThere ? 1 : 0);
        view = new View(view.base(), dead, root[0], bounds[0], size);
    }

    private OverlayBounds raised(OverlayBounds bounds, OverlayNode overlay, byte[] form, Entry entry) {
        if (formCount++ < bounds.forms()) {
            bounds.raise(form, entry.weight);
            return bounds;
        }
        OverlayBounds wider = new OverlayBounds(2 * formCount);
        overlay.forEach((itsForm, its) -> wider.raise(itsForm, its.weight));
        return wider;
    }
}
