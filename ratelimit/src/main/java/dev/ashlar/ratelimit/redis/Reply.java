package dev.ashlar.ratelimit.redis;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import dev.ashlar.ratelimit.Decision;
import java.time.Duration;
import java.util.List;

/** What a script returned; times are microseconds. */
record Reply(boolean taken, long waitMicros, long remaining, long reset, long receipt, long receiptTime, long clock) {
    private static final int LENGTH = 7;

    static Reply of(List<Long> numbers) {
        if (numbers.size() != LENGTH) {
            throw new IllegalStateException("reply must have " + LENGTH + " numbers: reply=" + numbers);
        }
        return new Reply(
                numbers.get(0) == 1,
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(4),
                numbers.get(5),
                numbers.get(6));
    }

    Duration delay() {
        return micros(waitMicros);
    }

    /** The wait, never as long as "never". */
    long waitNanos() {
        return Math.min(MICROSECONDS.toNanos(waitMicros), Long.MAX_VALUE - 1);
    }

    Decision decision(long limit) {
        return new Decision(waitMicros == 0, limit, remaining, delay(), micros(reset));
    }

    static Duration micros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1000);
    }
}
