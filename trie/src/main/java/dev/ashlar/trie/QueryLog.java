package dev.ashlar.trie;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/**
 * Counts what people ask for, and tells what is popular: by all counts, by those of a window of time, or by counts that fade.
 *
 * <pre>{@code
 * QueryLog log = QueryLog.fading(Decay.halfLife(Duration.ofDays(7))).sampling(10);
 * log.read(reader); // lines of a time, a tab and a query
 * Completer published = log.addTo(Completer.builder().folding(Folding.UNICODE)).build();
 * }</pre>
 *
 * <p>Takes about 150 bytes and the text for each query, and for a window 8 more for each of its parts. For one thread at a
 * time.
 */
public final class QueryLog {
    private static final int MOST_PARTS = 1_000;

    private final EventScoring scoring;
    private int oneIn = 1;
    private int maxQueries = Integer.MAX_VALUE / 2;
    private int maxCodePoints = 50;
    private Instant latest = Instant.MAX;
    private long events;
    private Map<String, long[]> states = new HashMap<>();

    private QueryLog(EventScoring scoring) {
        this.scoring = scoring;
    }

    /**
     * Creates a log that counts all events; weights are their number.
     *
     * @return an empty log
     */
    public static QueryLog counting() {
        return new QueryLog(new EventCounts());
    }

    /**
     * Creates a log whose events fade; weights are scores of the decay, as {@link LiveCompleter} goes on with them: no counts, which
     * {@link Decay#countAt} makes of them.
     *
     * @param decay how fast
     * @return an empty log
     */
    public static QueryLog fading(Decay decay) {
        return new QueryLog(new FadingEvents(Objects.requireNonNull(decay, "decay")));
    }

    /**
     * Creates a log that counts the events of the last parts of time, up to that of the newest event; weights are their number.
     * Such as seven parts of a day: today, and the six days before. One event of the far future leaves nothing else: see {@link
     * #notAfter}.
     *
     * @param part how long each is, in whole milliseconds, up to 10,000 years; they begin at multiples of it since 1970
     * @param parts how many, 1 to 1,000
     * @return an empty log
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static QueryLog window(Duration part, int parts) {
        if (part.compareTo(Duration.ofMillis(1)) < 0 || part.compareTo(EventWindow.MOST) > 0) {
            throw new IllegalArgumentException("part must be 1 ms to 10,000 years: part=" + part);
        }
        if (part.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("part must be whole milliseconds: part=" + part);
        }
        if (parts < 1 || parts > MOST_PARTS) {
            throw new IllegalArgumentException("parts must be 1 to " + MOST_PARTS + ": parts=" + parts);
        }
        return new QueryLog(new EventWindow(part.toMillis(), parts));
    }

    /**
     * Takes one event of so many, and lets it stand for all: which ones depends on their order alone, so the same log gives the
     * same result.
     *
     * @param every of how many, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public QueryLog sampling(int every) {
        if (every < 1) {
            throw new IllegalArgumentException("every must be >= 1: every=" + every);
        }
        oneIn = every;
        return this;
    }

    /**
     * Bounds the memory: at twice as many distinct queries, all but that many of the best are forgotten. One that was
     * forgotten and comes again begins anew.
     *
     * @param most how many to keep, 1 to 2<sup>30</sup>
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public QueryLog maxQueries(int most) {
        if (most < 1 || most > 1 << 30) {
            throw new IllegalArgumentException("most must be 1 to 2^30: most=" + most);
        }
        maxQueries = most;
        return this;
    }

    /**
     * Sets how long a query may be, 50 code points if it is not called. Longer ones do not count.
     *
     * @param most code points, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public QueryLog maxCodePoints(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be >= 1: most=" + most);
        }
        maxCodePoints = most;
        return this;
    }

    /**
     * Sets a time, such as now, after which there can be no event: later ones do not count. Without it, one wrong line of a log can
     * be ahead of all that fade, and leave a window nothing else.
     *
     * @param time the latest that counts
     * @return this
     */
    public QueryLog notAfter(Instant time) {
        latest = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Records that someone asked. White space around the query is dropped; a query without anything else, too long a one, or one
     * with a lone surrogate does not count.
     *
     * @param query what for
     * @param at when; in any order
     * @return whether the query can count
     * @throws IllegalArgumentException if the time is too far from the decay's landmark, or, for a window, 10,000 years or more
     *     from 1970
     */
    public boolean record(String query, Instant at) {
        Objects.requireNonNull(at, "at");
        String text = query.strip();
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > maxCodePoints
                || !Utf8.isWellFormed(text)
                || text.length() > Completer.MAX_TEXT_BYTES / 3) {
            return false;
        }
        if (at.isAfter(latest)) {
            return false;
        }
        scoring.check(at);
        if (isSampled(events++)) {
            states.put(text, scoring.add(states.get(text), at, oneIn));
            if (states.size() >= 2L * maxQueries) {
                forget();
            }
        }
        return true;
    }

    /** One in every so many, at a place that looks random, so that no rhythm of the log falls in with it. */
    private boolean isSampled(long event) {
        long group = event / oneIn;
        long mixed = (group + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return Long.remainderUnsigned(mixed ^ mixed >>> 32, oneIn) == event % oneIn;
    }

    private void forget() {
        Map<String, long[]> kept = new HashMap<>();
        top(maxQueries).forEach(best -> kept.put(best.text(), Objects.requireNonNull(states.get(best.text()))));
        states = kept;
    }

    /**
     * Reads a log file: lines of a time as ISO 8601 has it, such as {@code 2026-11-21T10:15:30Z}, a tab, and a query. Lines that
     * are not, or whose query cannot count, are passed over.
     *
     * @param lines the file; is not closed
     * @return how many lines were passed over
     * @throws IOException if it cannot be read; then the lines before were recorded
     */
    public long read(BufferedReader lines) throws IOException {
        long passed = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            passed += isRecorded(line) ? 0 : 1;
        }
        return passed;
    }

    private boolean isRecorded(String line) {
        int tab = line.indexOf('\t');
        try {
            return tab > 0 && record(line.substring(tab + 1), Instant.parse(line.substring(0, tab)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns what is most popular.
     *
     * @param n how many to return at most, 0 or more
     * @return the best first
     * @throws IllegalArgumentException if {@code n < 0}
     */
    public List<Completion> top(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n must be >= 0: n=" + n);
        }
        PriorityQueue<Completion> best = new PriorityQueue<>(Collections.reverseOrder());
        states.forEach((text, state) -> {
            long weight = scoring.weight(state);
            if (weight != Long.MIN_VALUE) {
                best.add(new Completion(text, weight));
                if (best.size() > n) {
                    best.poll();
                }
            }
        });
        List<Completion> sorted = new ArrayList<>(best);
        Collections.sort(sorted);
        return Collections.unmodifiableList(sorted);
    }

    /**
     * Adds all queries to a builder.
     *
     * @param builder gets the queries. Of those that it folds into one, the one with the greatest weight, with the weight of the
     *     events of all
     * @return the builder
     */
    public CompleterBuilder addTo(CompleterBuilder builder) {
        Map<String, Completion> distinct = new LinkedHashMap<>();
        for (Completion query : top(states.size())) {
            distinct.merge(
                    builder.folding().fold(query.text()),
                    query,
                    (best, next) -> new Completion(best.text(), scoring.sum(best.weight(), next.weight())));
        }
        return builder.addAll(distinct.values());
    }

    /**
     * Returns how many distinct queries are known.
     *
     * @return 0 or more
     */
    public int size() {
        return states.size();
    }
}
