package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class LimitersLincheckTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Takes, promises and refunds of one bucket, on a clock that stands still. */
    public static class BucketCalls {
        private final LocalRateLimiter limiter = LocalRateLimiter.builder(TokenBucket.of(3, 1, SECOND))
                .nanoClock(() -> 1000)
                .build();

        @Operation
        public long take() {
            return limiter.tryAcquireNanos(1);
        }

        @Operation
        public String decideTwo() {
            return limiter.decide(2).toString();
        }

        @Operation
        public String reserve() {
            return limiter.reserve(2).delay().toString();
        }

        @Operation
        public void refund() {
            limiter.refund(1);
        }
    }

    /** Permits are promised and given back before their time, in whatever order. */
    public static class CancelledBucketCalls extends CancelCalls {
        /** Three permits. */
        public CancelledBucketCalls() {
            super(TokenBucket.of(3, 1, SECOND));
        }
    }

    /** The same of an algorithm behind a lock. */
    public static class CancelledLogCalls extends CancelCalls {
        /** Three permits. */
        public CancelledLogCalls() {
            super(SlidingWindowLog.of(3, SECOND));
        }
    }

    /** Two reservations of a limiter that is used up, which any thread may cancel. */
    public abstract static class CancelCalls {
        private final LocalRateLimiter limiter;
        private final Reservation[] held = new Reservation[2];

        CancelCalls(Limit limit) {
            limiter = LocalRateLimiter.builder(limit).nanoClock(() -> 1000).build();
            limiter.tryAcquire(3);
            held[0] = limiter.reserve(1);
            held[1] = limiter.reserve(2);
        }

        @Operation
        public boolean cancelFirst() {
            return held[0].cancel();
        }

        @Operation
        public boolean cancelSecond() {
            return held[1].cancel();
        }

        @Operation
        public String reserve() {
            return limiter.reserve(1).delay().toString();
        }

        @Operation
        public long take() {
            return limiter.tryAcquireNanos(1);
        }

        @Operation
        public void refund() {
            limiter.refund(1);
        }
    }

    /** Several limits behind one lock. */
    public static class CompositeCalls {
        private final LocalRateLimiter limiter = LocalRateLimiter.builder(
                        CompositeLimit.of(TokenBucket.of(3, 1, SECOND), SlidingWindowLog.of(2, SECOND)))
                .nanoClock(() -> 1000)
                .build();

        @Operation
        public long take() {
            return limiter.tryAcquireNanos(1);
        }

        @Operation
        public String decideTwo() {
            return limiter.decide(2).toString();
        }

        @Operation
        public String reserve() {
            return limiter.reserve(1).delay().toString();
        }
    }

    /** Another limit comes in the place of the present one, which keeps what remains. */
    public static class ReconfiguredCalls {
        private final LocalRateLimiter limiter = LocalRateLimiter.builder(TokenBucket.of(3, 1, SECOND))
                .nanoClock(() -> 1000)
                .build();

        @Operation
        public long take() {
            return limiter.tryAcquireNanos(1);
        }

        @Operation
        public void shrink() {
            limiter.reconfigure(TokenBucket.of(2, 1, SECOND), Carry.AS_IS);
        }

        @Operation
        public void grow() {
            limiter.reconfigure(TokenBucket.of(4, 1, SECOND), Carry.AS_IS);
        }
    }

    /** Two keys and room for one: keys are made, refused, and dropped when they have recovered by a refund. */
    public static class KeyedCalls {
        private final KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>builder()
                .limit(TokenBucket.of(2, 1, SECOND))
                .maxKeys(2)
                .nanoClock(() -> 1000)
                .build();

        @Operation
        public boolean takeA() {
            return limiter.tryAcquire("a");
        }

        @Operation
        public boolean takeB() {
            return limiter.tryAcquire("b");
        }

        @Operation
        public void refundA() {
            limiter.limiter("a").refund(1);
        }
    }

    /** What a bucket would be without an atomic operation. */
    public static class ReadThenWrite {
        private volatile long left = 3;

        @Operation
        public boolean take() {
            long seen = left;
            if (seen > 0) {
                left = seen - 1;
            }
            return seen > 0;
        }
    }

    @Test
    void bucket_anyInterleaving_isLinearisable() {
        interleavings().check(BucketCalls.class);
    }

    @Test
    void cancelledBucket_anyInterleaving_isLinearisable() {
        interleavings().check(CancelledBucketCalls.class);
    }

    @Test
    void cancelledLog_anyInterleaving_isLinearisable() {
        interleavings().check(CancelledLogCalls.class);
    }

    @Test
    void composite_anyInterleaving_isLinearisable() {
        interleavings().check(CompositeCalls.class);
    }

    @Test
    void reconfigured_anyInterleaving_isLinearisable() {
        interleavings().check(ReconfiguredCalls.class);
    }

    @Test
    void keyed_anyInterleaving_isLinearisable() {
        interleavings().check(KeyedCalls.class);
    }

    @Test
    void readThenWrite_isFoundNotToBe() {
        assertThatThrownBy(() -> allInterleavings().check(ReadThenWrite.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    private static ModelCheckingOptions allInterleavings() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(2)
                .iterations(5)
                .invocationsPerIteration(100);
    }

    /** Of what has locks of the JDK, into which the model checker steps, and which it cannot read from JDK 25 on. */
    private static Options<?, ?> interleavings() {
        if (Runtime.version().feature() < 25) {
            return allInterleavings();
        }
        return new StressOptions()
                .threads(2)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(2)
                .iterations(5)
                .invocationsPerIteration(200);
    }
}
