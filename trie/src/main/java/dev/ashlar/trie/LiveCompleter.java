package dev.ashlar.trie;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An index whose texts and weights change while it is read: a {@link Completer}, and what has changed since.
 *
 * <p>Each question is answered exactly, as of one moment, with all changes whose methods had returned before it was asked.
 * Threads may share it. Readers take no lock and wait for no one; those that change something wait for one another, for
 * microseconds. A change costs some 20 microseconds and 5 KB of garbage for each form of the text; a question one more search the
 * deeper the more has changed. So {@link #compact()} from time to time, on a thread of yours, such as when {@link
 * #changes()} reaches a tenth of {@link #size()}.
 *
 * <p>With a {@link Decay} weights are scores, such as 395195893640631 for one event: no counts. {@link Decay#countAt} makes a
 * score a count, {@link Decay#score(Instant, double)} a count a score: what {@link #add} takes, for {@code add("text", 5)} is about
 * one event at the landmark, behind all later ones.
 */
public final class LiveCompleter implements CompletionIndex {
    private static final int LAST_ROUND = 64;

    private final @Nullable Decay decay;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock compacting = new ReentrantLock();
    /** Guarded by {@link #writing}. */
    private Overlaid current;
    /** What has changed since the compaction that is running began; null if none is. Guarded by {@link #writing}. */
    private @Nullable Set<String> since;

    private volatile View view;

    private LiveCompleter(Completer base, @Nullable Decay decay) {
        this.current = new Overlaid(base.view().base());
        this.view = current.view();
        this.decay = decay;
    }

    /**
     * Creates an index whose weights are numbers.
     *
     * @param base what it has at first; its folding and matching remain
     * @return the index
     */
    public static LiveCompleter of(Completer base) {
        return new LiveCompleter(base, null);
    }

    /**
     * Creates an index whose weights are scores that decay, see {@link #record}.
     *
     * @param base what it has at first; its weights are scores of the same decay, no counts
     * @param decay how fast
     * @return the index
     */
    public static LiveCompleter of(Completer base, Decay decay) {
        return new LiveCompleter(base, Objects.requireNonNull(decay, "decay"));
    }

    /**
     * Adds a text, or replaces it with its weight and payload.
     *
     * @param text 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param weight how popular it is
     * @throws IllegalArgumentException if the text breaks a rule
     */
    public void add(String text, long weight) {
        add(text, weight, null);
    }

    /**
     * Adds a text, or replaces it with its weight and payload.
     *
     * @param text 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param weight how popular it is
     * @param payload what belongs to it, or null
     * @throws IllegalArgumentException if the text or the payload breaks a rule
     */
    public void add(String text, long weight, @Nullable String payload) {
        Entry entry = entry(text, weight, payload);
        change(entry.folded, old -> entry);
    }

    /**
     * Adds to a weight. A text that is not there begins at 0, and one that comes to 0 stays. Not for scores of a {@link Decay}, which
     * are logarithms: {@link #record} adds to those.
     *
     * @param text 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param by how much; beyond the range of a {@code long} the weight stays at its end
     * @throws IllegalArgumentException if the text breaks a rule
     */
    public void increment(String text, long by) {
        Entry entry = entry(text, by, null);
        change(entry.folded, old -> old == null ? entry : old.withWeight(Duplicates.saturatedSum(old.weight, by)));
    }

    /**
     * Counts that a text was asked for at a time: adds 1 to its weight, or, with a decay, an event of that time to its score.
     * Events may come in any order.
     *
     * @param query 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param at when; without a decay it makes no difference
     * @throws IllegalArgumentException if the text breaks a rule, or the time is too far from the decay's landmark
     */
    public void record(String query, Instant at) {
        Objects.requireNonNull(at, "at");
        if (decay == null) {
            increment(query, 1);
            return;
        }
        long score = decay.score(at);
        Entry entry = entry(query, score, null);
        change(entry.folded, old -> old == null ? entry : old.withWeight(Decay.sum(old.weight, score)));
    }

    /**
     * Removes a text.
     *
     * @param text the text, or one that folds to the same
     * @return whether it was there
     */
    public boolean remove(String text) {
        if (text.isEmpty() || text.length() > Completer.MAX_TEXT_BYTES || !Utf8.isWellFormed(text)) {
            return false;
        }
        writing.lock();
        try {
            String folded = current.forms().folding().fold(text);
            if (current.get(folded) == null) {
                return false;
            }
            put(folded, null);
            return true;
        } finally {
            writing.unlock();
        }
    }

    private Entry entry(String text, long weight, @Nullable String payload) {
        Objects.requireNonNull(text, "text");
        return Entry.of(text, weight, payload, view.base().header().forms());
    }

    private void change(String folded, UnaryOperator<@Nullable Entry> to) {
        writing.lock();
        try {
            put(folded, to.apply(current.get(folded)));
        } finally {
            writing.unlock();
        }
    }

    private void put(String folded, @Nullable Entry entry) {
        current.put(folded, entry);
        if (since != null) {
            since.add(folded);
        }
        view = current.view();
    }

    /**
     * Builds a new base of all there is and puts it in the place of the old one and its changes. Takes as long as to build a
     * {@link Completer}, on the calling thread. Meanwhile all questions and changes go on; changes wait only for the last few of them
     * to be carried over, or, where they come as fast as they are carried over, for those of one such round. Of two threads that call it, one waits for the other.
     *
     * @return the new base, which can be written to a file. It may be without changes made while it was built, which remain here:
     *     whoever keeps a log of changes to be made again has to keep those from the call on
     * @throws IllegalStateException if it would be too large; then all is as it was
     */
    public Completer compact() {
        compacting.lock();
        try {
            return compactAlone();
        } finally {
            compacting.unlock();
        }
    }

    private Completer compactAlone() {
        View from = beginCompaction();
        try {
            Forms forms = from.base().header().forms();
            Completer base = CompleterBuilder.build(forms, from.base().header().isCompact(), entries(from));
            Overlaid next = new Overlaid(base.view().base());
            int before = Integer.MAX_VALUE;
            for (int carried = carryOver(next, before); carried >= 0; carried = carryOver(next, before)) {
                before = carried;
            }
            return base;
        } finally {
            endCompaction();
        }
    }

    private void endCompaction() {
        writing.lock();
        try {
            since = null;
        } finally {
            writing.unlock();
        }
    }

    private View beginCompaction() {
        writing.lock();
        try {
            since = new HashSet<>();
            return view;
        } finally {
            writing.unlock();
        }
    }

    /**
     * Carries over what has changed since the last round. If that was little, or not much less than the round before, for then others
     * change things as fast: without letting more in between, and puts the new base in place.
     *
     * @param before how many changed in the round before
     * @return how many have been carried over, or -1 if the base is in place
     */
    private int carryOver(Overlaid next, int before) {
        List<Entry> changed = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        writing.lock();
        try {
            for (String folded : Objects.requireNonNull(since)) {
                Entry entry = current.get(folded);
                if (entry == null) {
                    removed.add(folded);
                } else {
                    changed.add(entry);
                }
            }
            since = new HashSet<>();
            int count = changed.size() + removed.size();
            if (count <= LAST_ROUND || count > before / 2) {
                put(changed, removed, next);
                current = next;
                view = next.view();
                return -1;
            }
        } finally {
            writing.unlock();
        }
        put(changed, removed, next);
        return changed.size() + removed.size();
    }

    private static void put(List<Entry> changed, List<String> removed, Overlaid next) {
        changed.forEach(entry -> next.put(entry.folded, entry));
        removed.forEach(folded -> next.put(folded, null));
    }

    private static Entry[] entries(View from) {
        List<Entry> entries = new ArrayList<>(from.size());
        from.base().forEach((entry, rank) -> {
            if (!from.dead().contains(rank)) {
                entries.add(entry);
            }
        });
        entries.addAll(from.overlay().all());
        return entries.toArray(Entry[]::new);
    }

    /**
     * Returns all there is at this moment, which later changes do not touch. Takes no time, and keeps what was replaced since
     * from being collected.
     *
     * @return an index that never changes
     */
    public Snapshot snapshot() {
        return new Snapshot(view);
    }

    /**
     * Returns how many texts have changed since the base was built.
     *
     * @return 0 or more
     */
    public int changes() {
        writing.lock();
        try {
            return current.changes();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Cursor cursor() {
        return new Cursor(() -> view);
    }

    @Override
    public int size() {
        return view.size();
    }

    /** An index as it was at one moment. Immutable, so threads may share it. */
    public static final class Snapshot implements CompletionIndex {
        private final View view;

        private Snapshot(View view) {
            this.view = view;
        }

        @Override
        public Cursor cursor() {
            return new Cursor(() -> view);
        }

        @Override
        public int size() {
            return view.size();
        }
    }
}
