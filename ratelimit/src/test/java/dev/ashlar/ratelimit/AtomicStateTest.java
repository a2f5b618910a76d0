package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AtomicStateTest {
    private final Refill refill = EvenRefill.of(1, 1, 1_000_000_000);

    @Test
    void take_retiredState_tellsSo() {
        AtomicState state = new AtomicState(null, refill, -refill.full);
        assertThat(state.isFresh(0)).isTrue();
        assertThat(state.retireIfFresh(0)).isTrue();
        assertThat(state.isFresh(0)).isFalse();
        assertThat(state.retireIfFresh(0)).isFalse();
        assertThat(state.take(1, 0, true)).isEqualTo(State.RETIRED);
        assertThat(state.decide(1, 0, 0)).isNull();
        assertThat(state.peek(2, 0, 0)).isNull();
        assertThat(state.reserve(1, 0, 1)).isNull();
        assertThat(state.refund(1, 0)).isFalse();
    }

    @Test
    void retireIfFresh_notFull_leavesTheState() {
        AtomicState state = new AtomicState(null, refill, 1 - refill.full);
        assertThat(state.retireIfFresh(0)).isFalse();
        assertThat(state.take(1, 0, true)).isEqualTo(1);
        assertThat(state.retireIfFresh(1)).isTrue();
    }

    /** Of each state either the one permit is taken or it is retired; threads meet at the states in lockstep. */
    @Test
    void takeAndRetire_threadsRace_oneOfThemWins() {
        AtomicState[] states = new AtomicState[1 << 18];
        for (int i = 0; i < states.length; i++) {
            states[i] = new AtomicState(null, refill, -refill.full);
        }
        AtomicInteger meeting = new AtomicInteger();
        long wins = Threads.sum(4, thread -> {
            long sum = 0;
            for (int i = 0; i < states.length; i = Math.max(i + 1, meeting.get())) {
                meeting.lazySet(i);
                boolean won = thread % 2 == 0 ? states[i].take(1, 0, false) == 0 : states[i].retireIfFresh(0);
                sum += won ? 1 : 0;
            }
            return sum;
        });
        long visited = 0;
        for (AtomicState state : states) {
            visited += state.isFresh(0) ? 0 : 1;
        }
        assertThat(wins).isEqualTo(visited);
    }
}
