package dev.ashlar.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The state of what has none, but that it can be retired. */
final class ConstantState extends State {
    private final long limit;
    private volatile boolean retired;

    ConstantState(@Nullable Object key, long limit) {
        super(key);
        this.limit = limit;
    }

    @Override
    long take(long permits, long now, boolean tellWait) {
        if (retired) {
            return RETIRED;
        }
        return permits > limit ? NEVER : 0;
    }

    @Override
    @Nullable
    Decision decide(long permits, long now, long lag) {
        if (retired) {
            return null;
        }
        return permits > limit
                ? Decision.never(limit, limit, Duration.ZERO)
                : Decision.granted(limit, limit, Duration.ZERO);
    }

    @Override
    @Nullable
    Decision peek(long permits, long now, long lag) {
        return decide(permits, now, lag);
    }

    @Override
    @Nullable
    Claim reserve(long permits, long now, long maxWait) {
        if (retired) {
            return null;
        }
        return permits > limit ? Claim.refused(permits, NEVER) : new Claim(this, permits, now, 0);
    }

    @Override
    boolean cancel(Claim claim, long now) {
        return false;
    }

    @Override
    boolean refund(long permits, long now) {
        return !retired;
    }

    @Override
    boolean isFresh(long now) {
        return !retired;
    }

    @Override
    boolean retireIfFresh(long now) {
        retired = true;
        return true;
    }

    @Override
    Remainder retire(long now) {
        retired = true;
        return new Remainder((double) limit, limit);
    }

    @Override
    void charge(long permits, long now) {}
}
