package dev.ashlar.ratelimit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The simplest thing that is right: what was granted so far, and the definition of the algorithm. */
interface Oracle {
    boolean has(long permits, long now);

    void take(long permits, long now);

    /** Every grant, for good. */
    abstract class History implements Oracle {
        record Grant(long permits, long at) {}

        final List<Grant> grants = new ArrayList<>();

        @Override
        public void take(long permits, long now) {
            grants.add(new Grant(permits, now));
        }

        long sum(long from, long to) {
            return grants.stream()
                    .filter(grant -> from <= grant.at && grant.at <= to)
                    .mapToLong(Grant::permits)
                    .sum();
        }

        /** The most in any span of so many nanoseconds, both ends included. */
        long worst(long span) {
            return grants.stream()
                    .mapToLong(grant -> sum(grant.at, grant.at + span))
                    .max()
                    .orElse(0);
        }
    }

    static History log(long limit, long window) {
        return new History() {
            @Override
            public boolean has(long permits, long now) {
                return sum(now - window + 1, now) + permits <= limit;
            }
        };
    }

    static History fixed(long limit, long window, long phase) {
        return new History() {
            @Override
            public boolean has(long permits, long now) {
                long begin = Math.floorDiv(now + phase, window) * window - phase;
                return sum(begin, now) + permits <= limit;
            }
        };
    }

    static History counter(long limit, long width, int slots) {
        return new History() {
            @Override
            public boolean has(long permits, long now) {
                long begin = Math.floorDiv(now, width) * width;
                return sum(begin - slots * width, now) + permits <= limit;
            }
        };
    }

    static History estimate(long limit, long width, int slots) {
        return new History() {
            @Override
            public boolean has(long permits, long now) {
                long begin = Math.floorDiv(now, width) * width;
                long oldest = sum(begin - slots * width, begin - (slots - 1) * width - 1);
                long younger = sum(begin - (slots - 1) * width, now);
                BigInteger inside = BigInteger.valueOf(oldest).multiply(BigInteger.valueOf(begin + width - now));
                BigInteger room = BigInteger.valueOf(limit - permits - younger).multiply(BigInteger.valueOf(width));
                return inside.compareTo(room) <= 0;
            }
        };
    }

    /** Permits that come together at the end of every period. */
    static Oracle interval(long capacity, long permitsPerPeriod, long period) {
        return new Oracle() {
            private long tokens = capacity;
            private long at;

            private long tokens(long now) {
                long periods = now / period - at / period;
                return Math.min(capacity, tokens + periods * permitsPerPeriod);
            }

            @Override
            public boolean has(long permits, long now) {
                return tokens(now) >= permits;
            }

            @Override
            public void take(long permits, long now) {
                tokens = tokens(now) - permits;
                at = now;
            }
        };
    }

    /** One request leaves after the other, each as many intervals of d / n nanoseconds later as the last had permits. */
    static Oracle shaper(long n, long d) {
        return new Oracle() {
            private BigInteger free = BigInteger.ZERO; // in 1/n of a nanosecond

            @Override
            public boolean has(long permits, long now) {
                return free.compareTo(BigInteger.valueOf(now).multiply(BigInteger.valueOf(n))) <= 0;
            }

            @Override
            public void take(long permits, long now) {
                free = free.max(BigInteger.valueOf(now).multiply(BigInteger.valueOf(n)))
                        .add(BigInteger.valueOf(permits).multiply(BigInteger.valueOf(d)));
            }
        };
    }

    static Oracle bucket(long capacity, long n, long d) {
        ExactBucket exact = new ExactBucket(capacity, n, d, capacity);
        return new Oracle() {
            @Override
            public boolean has(long permits, long now) {
                return exact.has(permits, now);
            }

            @Override
            public void take(long permits, long now) {
                exact.take(permits, now);
            }
        };
    }

    static Oracle all(Oracle... parts) {
        return new Oracle() {
            @Override
            public boolean has(long permits, long now) {
                return List.of(parts).stream().allMatch(part -> part.has(permits, now));
            }

            @Override
            public void take(long permits, long now) {
                List.of(parts).forEach(part -> part.take(permits, now));
            }
        };
    }
}
