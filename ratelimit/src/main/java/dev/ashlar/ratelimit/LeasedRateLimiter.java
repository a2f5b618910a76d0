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
 * time is over is lost: nobody knows whether it has come again meanwhile, and giving it back would admit it twice.
 *
 * <p>The price: permits that one caller has leased are not there for others, at most {@code leasePermits} for each and
 * lease time; so lease about as many as are used in that time. The burst is smaller. A denial is remembered until the
 * time that the source told, but no longer than the lease time: a request for as many is denied without asking it, also
 * if others have given permits back meanwhile.
 *
 * <p>Who waits or reserves gets permits of the lease if they are there, and otherwise waits at the source: two questions.
 *
 * <p>Threads that need a new lease wait for the one that gets it. Any thread may use it at any time.
 */
public final class LeasedRateLimiter implements RateLimiter {
    private static final Lease NONE = new Lease(0, 0);
    private static final Denial NO_DENIAL = new Denial(0, 0, 0);

    private final TokenBucket bucket;
    private final RateLimiter source;
    private final long leasePermits;
    private final long leaseNanos;
    private final LongSupplier nanoClock;
    private final long origin;
    private final ReentrantLock leasing = new ReentrantLock();
    private volatile Lease lease = NONE;
    private volatile Denial denial = NO_DENIAL;

    /** Permits that were taken together; those that are left are the object itself. */
    private static final class Lease extends AtomicLong {
        private static final long serialVersionUID = 1L;

        private final long until;

        Lease(long permits, long until) {
            super(permits);
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

    /** The source has not so many permits before "until", as far as one knows; asked again after "askAt" in any case. */
    private record Denial(long permits, long until, long askAt) {
        long waitNanos(long wanted, long now) {
            return wanted == permits && now < Math.min(until, askAt) ? until - now : 0;
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
        long known = denial.waitNanos(permits, now());
        if (known > 0) {
            return known;
        }
        if (permits >= leasePermits) {
            return askFor(permits);
        }
        leasing.lock();
        try {
            return lease.take(permits, now()) ? 0 : renew(permits); // another thread may have got one meanwhile
        } finally {
            leasing.unlock();
        }
    }

    /** Takes a lease; what is left of the one before is used first, unless its time is over when the answer comes. */
    private long renew(long permits) {
        long known = denial.waitNanos(permits, now());
        if (known > 0) {
            return known;
        }
        long since = now(); // before the permits are taken, so that their time is not counted too short
        if (source.tryAcquireNanos(leasePermits) != 0) {
            return askFor(permits);
        }
        Lease before = lease;
        long left = before.getAndSet(0);
        long spare = now() < before.until ? Math.min(left, permits) : 0;
        lease = new Lease(leasePermits - permits + spare, since + leaseNanos);
        return 0;
    }

    private long askFor(long permits) {
        long wait = source.tryAcquireNanos(permits);
        if (wait > 0 && wait < Long.MAX_VALUE) {
            long now = now();
            denial = new Denial(permits, now + Math.min(wait, Checks.MAX_NANOS), now + leaseNanos);
        }
        return wait;
    }

    /** {@inheritDoc} What remains is what is left of the lease; the reset is the latest that there can be. */
    @Override
    public Decision decide(long permits) {
        if (permits > bucket.permits()) {
            return source.decide(permits);
        }
        long wait = tryAcquireNanos(permits);
        long left = Math.max(0, lease.get());
        return wait == 0
                ? Decision.granted(bucket.permits(), left, bucket.window())
                : Decision.denied(
                        bucket.permits(),
                        left,
                        Duration.ofNanos(wait),
                        bucket.window().plusNanos(wait));
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
        Checks.maxWaitNanos(maxWait);
        return tryAcquireNanos(permits) == 0 ? new LeasedPermits(permits) : source.reserve(permits, maxWait);
    }

    /** Permits that are there, so that there is nothing to wait for and nothing to cancel. */
    private record LeasedPermits(long permits) implements Reservation {
        @Override
        public boolean isGranted() {
            return true;
        }

        @Override
        public Duration delay() {
            return Duration.ZERO;
        }

        @Override
        public boolean cancel() {
            return false;
        }

        @Override
        public void await() {}
    }

    @Override
    public void refund(long permits) {
        source.refund(permits);
        denial = NO_DENIAL;
    }

    private long now() {
        return nanoClock.getAsLong() - origin;
    }

    @Override
    public String toString() {
        return "LeasedRateLimiter[" + bucket + ", leasePermits=" + leasePermits + "]";
    }
}
