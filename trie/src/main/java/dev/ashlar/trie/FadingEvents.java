package dev.ashlar.trie;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that fade.
 *
 * @param decay how fast
 */
record FadingEvents(Decay decay) implements EventScoring {
    @Override
    public long[] add(long @Nullable [] state, Instant at, int count) {
        long score = decay.score(at, count);
        return new long[] {state == null ? score : Decay.sum(state[0], score)};
    }

    @Override
    public long sum(long a, long b) {
        return Decay.sum(a, b);
    }

    @Override
    public void check(Instant at) {
        decay.score(at);
    }

    @Override
    public long weight(long[] state) {
        return state[0];
    }
}
