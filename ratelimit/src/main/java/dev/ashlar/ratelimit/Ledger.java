package dev.ashlar.ratelimit;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a bucket that are promised but of which the time has not come. All methods are called under the lock,
 * which is this object.
 */
/*
 * A promise says: at "at" so many permits leave the bucket. "settled" is the bucket's word without the promises;
 * replaying them in their order gives the word. So a promise that is cancelled leaves nothing behind once those after
 * it, whose times had been told already, are gone too; and until then the bucket holds as much as if it had never been
 * made, for a bucket that would have been full meanwhile overflows in the replay too.
 *
 * What a promise takes is missing at once, so mostly there is nothing to take without a promise before the time of the
 * last one has come. (There may be, when one was cancelled.) If the word is not the one that was left here, somebody
 * took as much as it has grown: before its last "at" the bucket cannot have been full with all promises taken off. When
 * that was is not known, so that settled is brought to the present time first; it errs towards less in the bucket.
 */
final class Ledger extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    private final transient Refill refill;
    private final transient ArrayDeque<Claim> promised = new ArrayDeque<>();
    private long settled;
    private long word;

    Ledger(Refill refill) {
        this.refill = refill;
    }

    /** Forgets the promises of which the time has come. */
    void settle(long seen, long ticks) {
        if (seen != word) {
            settled = refill.spend(settled, seen - word, ticks);
            word = seen;
        }
        for (Claim first = promised.peek(); first != null && first.at() <= ticks; first = promised.peek()) {
            settled = apply(settled, first);
            promised.remove();
        }
    }

    void add(Claim claim, long before, long after) {
        if (promised.isEmpty()) {
            settled = before;
        }
        promised.add(claim);
        word = after;
    }

    boolean contains(Claim claim) {
        return promised.contains(claim);
    }

    /** The time of the last promise, which nobody who makes one overtakes. */
    long last(long ticks) {
        Claim last = promised.peekLast();
        return last == null ? ticks : last.at();
    }

    /** What the word will be without a promise: never more than it is. */
    long without(Claim claim) {
        return Math.min(word, replay(settled, claim));
    }

    void remove(Claim claim, long after) {
        promised.remove(claim);
        word = after;
    }

    /** What the word would be without the promises. */
    long base(long seen) {
        return promised.isEmpty() ? seen : settled;
    }

    void rebase(long base, long after) {
        settled = base;
        word = after;
    }

    /** The word that follows from {@code base} and all promises but one. */
    long replay(long base, @Nullable Claim omitted) {
        long replayed = base;
        for (Iterator<Claim> claims = promised.iterator(); claims.hasNext(); ) {
            Claim claim = claims.next();
            replayed = claim.equals(omitted) ? replayed : apply(replayed, claim);
        }
        return replayed;
    }

    private long apply(long spent, Claim claim) {
        return refill.spend(spent, claim.permits() * refill.unit, claim.at());
    }
}
