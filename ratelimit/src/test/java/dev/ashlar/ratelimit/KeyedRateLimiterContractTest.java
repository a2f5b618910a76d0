package dev.ashlar.ratelimit;

/** One key of a keyed limiter, seen as a limiter. */
class KeyedRateLimiterContractTest extends RateLimiterContract {
    @Override
    Iterable<Limit> limits() {
        return new LocalRateLimiterContractTest().limits();
    }

    @Override
    RateLimiter limiter(Limit limit) {
        return KeyedRateLimiter.<String>builder()
                .limit(limit)
                .maxKeys(10)
                .nanoClock(clock)
                .parker(clock::advance)
                .build()
                .limiter("key");
    }
}
