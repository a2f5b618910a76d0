package dev.ashlar.trie;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through completions, best first, for as long as it is asked to: whoever passes some over gets others for them, and
 * none is lost.
 *
 * <pre>{@code
 * Cursor cursor = completer.cursor().seek("tr");
 * for (int found = 0; found < 5 && cursor.next(); ) {
 *     if (cursor.weight() % 2 == 0) {
 *         found++;
 *         out.append(cursor.text());
 *     }
 * }
 * }</pre>
 *
 * <p>A cursor is used again for any number of questions. Over a {@link Completer} it then allocates nothing but what {@link
 * #text()} and {@link #payload()} return, if the folding is {@link Folding#EXACT} or what was typed is ASCII, and its arrays
 * have grown to the greatest question so far. Over a {@link LiveCompleter} it sees one moment from each {@link #seek} on.
 *
 * <p>Every method that reads throws {@link SnapshotFormatException} if the completer was opened from a damaged file and not
 * {@linkplain Completer#verify() verified}. For one thread at a time.
 */
@SuppressWarnings("EnumOrdinal") // tiers come in their order
public final class Cursor {
    private static final Tier[] TIERS = Tier.values();

    private final Supplier<View> source;
    private final Typed typed = new Typed();
    private final Merge merge;
    private Typos typos = Typos.NONE;
    private boolean isForgiving;
    private boolean exactFirst;

    /** The tier that is open, or one more than the last. */
    private int tier = TIERS.length;

    private boolean isFound;
    /** Whether entries may be met more than once, so that those that were told must be known. */
    private boolean isRepeating;

    private final IntSet toldRanks = new IntSet();
    private @Nullable Set<Entry> toldEntries;

    Cursor(Supplier<View> source) {
        this.source = source;
        this.merge = new Merge(source.get());
    }

    /**
     * Sets which typos are forgiven from the next {@link #seek} on; none at first.
     *
     * @param forgiven the rule
     * @return this
     */
    public Cursor typos(Typos forgiven) {
        typos = Objects.requireNonNull(forgiven, "forgiven");
        isForgiving = typos.oneFrom() < Integer.MAX_VALUE;
        return this;
    }

    /**
     * Sets whether the entry that is all of what was typed, if there is one, comes before all others, from the next {@link
     * #seek} on; it does not at first.
     *
     * @param first whether it does
     * @return this
     */
    public Cursor exactFirst(boolean first) {
        exactFirst = first;
        return this;
    }

    /**
     * Goes before the first completion of what was typed.
     *
     * @param prefix what was typed. Empty, it completes to every entry; with a lone surrogate, to none
     * @return this
     */
    public Cursor seek(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        isFound = false;
        merge.view(source.get());
        Forms forms = merge.view().base().header().forms();
        if (!typed.set(prefix, forms)) {
            tier = TIERS.length;
            return this;
        }
        tier = (exactFirst ? Tier.EXACT : Tier.LITERAL).ordinal() - 1;
        isRepeating = exactFirst || forms.areMany() || isForgiving;
        if (isRepeating) {
            toldRanks.clear();
            toldEntries = null;
        }
        return this;
    }

    /**
     * Goes to the next completion.
     *
     * @return whether there is one
     */
    public boolean next() {
        try {
            isFound = findNext();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
        return isFound;
    }

    private boolean findNext() {
        while (true) {
            if (merge.next()) {
                if (!isRepeating || isFirstTime()) {
                    return true;
                }
            } else {
                do {
                    if (tier >= TIERS.length - 1) {
                        tier = TIERS.length;
                        return false;
                    }
                    tier++;
                } while (!open(TIERS[tier]));
            }
        }
    }

    /** Begins a tier; tells whether what was typed has a form for it. */
    private boolean open(Tier next) {
        return switch (next) {
            case EXACT -> openExact();
            case ONE_TYPO, TWO_TYPOS -> openTypos(next.edits());
            case LITERAL -> openForm(next);
            case KEYS, INITIALS -> typed.forms().haveKinds() && openForm(next);
        };
    }

    private boolean openExact() {
        if (!typed.form(Tier.LITERAL)) {
            return false;
        }
        merge.seekExact(typed.bytes(), typed.length(), typed.folded());
        return true;
    }

    private boolean openTypos(int edits) {
        if (!isForgiving || !typed.typos(typos, edits)) {
            return false;
        }
        merge.seekTypos(typed.bytes(), typed.length(), typed.edits());
        return true;
    }

    private boolean openForm(Tier next) {
        if (!typed.form(next)) {
            return false;
        }
        merge.seek(typed.bytes(), typed.length());
        return true;
    }

    private boolean isFirstTime() {
        Entry entry = merge.entry();
        if (entry == null) {
            return toldRanks.add(merge.rank());
        }
        if (toldEntries == null) {
            toldEntries = Collections.newSetFromMap(new IdentityHashMap<>());
        }
        return toldEntries.add(entry);
    }

    /**
     * Returns the text of the completion.
     *
     * @return as it was given
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public String text() {
        check();
        try {
            return merge.text();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /**
     * Copies the text of the completion, without making anything of it.
     *
     * @param into gets the UTF-8 bytes, as many as fit
     * @return how many bytes the text has
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public int copyUtf8(byte[] into) {
        check();
        try {
            return merge.copyUtf8(into);
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /**
     * Returns the weight of the completion.
     *
     * @return as it was given, or as counting has made it
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public long weight() {
        check();
        try {
            return merge.weight();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /**
     * Returns what was stored with the completion.
     *
     * @return it, or null if there is nothing
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public @Nullable String payload() {
        check();
        try {
            return merge.payload();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /**
     * Tells how the completion was found.
     *
     * @return the tier; those of earlier ones come before it
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public Tier tier() {
        check();
        return TIERS[tier];
    }

    /**
     * Returns the completion with all that is known of it.
     *
     * @return the match
     * @throws NoSuchElementException if {@link #next} was not called, or returned false
     */
    public Match match() {
        String found = text();
        Span span = Span.of(found, typed, tier(), typos.exact());
        return new Match(new Completion(found, weight()), payload(), tier(), span.start(), span.end());
    }

    private void check() {
        if (!isFound) {
            throw new NoSuchElementException("there is no completion: next() must have returned true");
        }
    }
}
