package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A token bucket that is taken from a slower limiter, as one in Redis, by many permits at a time: most calls are decided
 * here, by one compare-and-set.
 *
 * <p>Guarantee: never more than the bucket allows. In any span {@code T} at most {@code capacity + rate * T} permits are
 * granted by all who lease from one source. The permits of a lease may be used up to {@code leaseTime} after they were
 * taken; so the source is given a bucket that holds so many fewer as come in that time. What is left of a lease when its
 * time is over goes back, as far as it cannot have come again meanwhile.
 *
 * <p>The price: permits that one caller has leased are not there for others for that time, at most {@code leasePermits}
 * for each; and the burst is smaller.
 *
 * <p>Threads that need a new lease wait for the one that gets it. Any thread may use it at any time.
 */
public final class LeasedRateLimiter implements RateLimiter {
    private static final Lease NONE = new Lease(0, 0, 0);

    private final TokenBucket bucket;
    private final RateLimiter source;
    private final long leasePermits;
    private final long leaseNanos;
    private final LongSupplier nanoClock;
    private final long origin;
    private final ReentrantLock leasing = new ReentrantLock();
    private volatile Lease lease = NONE;

    /** Permits that were taken together; those that are left are the object itself. */
    private static final class Lease extends AtomicLong {
        private static final long serialVersionUID = 1L;

        private final long permits;
        private final long since;
        private final long until;

        Lease(long permits, long since, long until) {
            super(permits);
            this.permits = permits;
            this.since = since;
            this.until = until;
        }

        boolean take(long wanted, long now) {
            long left = get();
            while (now < until && left >= wanted) {
                if (compareAndSet(left, left - wanted)) {
                    return true;
                }
                left = get();
            }
            return false;
        }
    }

    private LeasedRateLimiter(
            TokenBucket bucket, RateLimiter source, long leasePermits, long leaseNanos, LongSupplier nanoClock) {
        this.bucket = bucket;
        this.source = source;
        this.leasePermits = leasePermits;
        this.leaseNanos = leaseNanos;
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    /**
     * Returns a limiter on the system's clock.
     *
     * @param bucket what all who lease are allowed together; greedy, and full at first
     * @param source makes the limiter from which permits are taken, of the smaller bucket that it is given
     * @param leasePermits how many are taken at a time, 1 or more
     * @param leaseTime how long they may be used: greater than zero
     * @return a new limiter
     * @throws IllegalArgumentException if the bucket cannot be leased, or holds fewer permits than a lease and what
     *     comes in the lease time
     */
    public static LeasedRateLimiter of(
            TokenBucket bucket, Function<TokenBucket, RateLimiter> source, long leasePermits, Duration leaseTime) {
        return of(bucket, source, leasePermits, leaseTime, System::nanoTime);
    }

    /**
     * Returns a limiter.
     *
     * @param bucket what all who lease are allowed together; greedy, and full at first
     * @param source makes the limiter from which permits are taken, of the smaller bucket that it is given
     * @param leasePermits how many are taken at a time, 1 or more
     * @param leaseTime how long they may be used: greater than zero
     * @param nanoClock nanoseconds since any origin; called by every thread that uses the limiter
     * @return a new limiter
     * @throws IllegalArgumentException if the bucket cannot be leased, or holds fewer permits than a lease and what
     *     comes in the lease time
     */
    public static LeasedRateLimiter of(
            TokenBucket bucket,
            Function<TokenBucket, RateLimiter> source,
            long leasePermits,
            Duration leaseTime,
            LongSupplier nanoClock) {
        Checks.positive("leasePermits", leasePermits);
        long leaseNanos = Checks.span("leaseTime", leaseTime);
        if (bucket.isAtIntervals() || !bucket.startsRecovered()) {
            throw new IllegalArgumentException("bucket must be greedy and full at first: bucket=" + bucket);
        }
        long coming = coming(bucket, leaseNanos);
        if (bucket.permits() - leasePermits < coming) {
            throw new IllegalArgumentException("bucket must hold a lease and what comes in its time: bucket=" + bucket
                    + ", leasePermits=" + leasePermits + ", leaseTime=" + leaseTime);
        }
        TokenBucket smaller = TokenBucket.of(bucket.permits() - coming, bucket.refillPermits(), bucket.refillPeriod());
        return new LeasedRateLimiter(
                smaller, Objects.requireNonNull(source.apply(smaller)), leasePermits, leaseNanos, nanoClock);
    }

    /** What comes in so many nanoseconds, rounded up. */
    private static long coming(TokenBucket bucket, long nanos) {
        return Wide.mulDiv(bucket.refillPermits(), nanos, bucket.refillPeriod().toNanos()) + 1;
    }

    @Override
    public long tryAcquireNanos(long permits) {
        Checks.positive("permits", permits);
        if (lease.take(permits, now())) {
            return 0;
        }
        if (permits >= leasePermits) {
            return source.tryAcquireNanos(permits);
        }
        leasing.lock();
        try {
            if (lease.take(permits, now())) {
                return 0; // another thread has got one meanwhile
            }
            giveBack();
            long since = now(); // before the permits are taken, so that their time is not counted too short
            if (source.tryAcquireNanos(leasePermits) != 0) {
                return source.tryAcquireNanos(permits);
            }
            Lease next = new Lease(leasePermits, since, since + leaseNanos);
            next.addAndGet(-permits);
            lease = next;
            return 0;
        } finally {
            leasing.unlock();
        }
    }

    /** Ends the lease: for a longer time than permits come in, none of them can be missing at the source. */
    private void giveBack() {
        Lease ended = lease;
        lease = NONE;
        long left = ended.getAndSet(0);
        long elapsed = Math.min(Checks.MAX_NANOS, Math.max(0, now() - ended.since));
        long missing = ended.permits - Math.min(ended.permits, coming(bucket, elapsed));
        if (Math.min(left, missing) > 0) {
            source.refund(Math.min(left, missing));
        }
    }

    /** {@inheritDoc} What remains is that of the lease, if it was enough, and else that of the source. */
    @Override
    public Decision decide(long permits) {
        long wait = tryAcquireNanos(permits);
        return wait == 0
                ? Decision.granted(bucket.permits(), Math.max(0, lease.get()), bucket.window())
                : source.peek(permits);
    }

    @Override
    public Decision peek(long permits) {
        Checks.positive("permits", permits);
        Lease present = lease;
        long left = present.get();
        return now() < present.until && left >= permits
                ? Decision.granted(bucket.permits(), left, bucket.window())
                : source.peek(permits);
    }

    /** {@inheritDoc} Permits that have to be waited for are those of the source. */
    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        return source.reserve(permits, maxWait);
    }

    @Override
    public void refund(long permits) {
        source.refund(permits);
    }

    private long now() {
        return nanoClock.getAsLong() - origin;
    }

    @Override
    public String toString() {
        return "LeasedRateLimiter[" + bucket + ", leasePermits=" + leasePermits + "]";
    }
}
