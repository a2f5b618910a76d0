package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenCellTest {
    private final Refill refill = new Refill(1, 1, Duration.ofSeconds(1));

    @Test
    void take_retiredCell_tellsSo() {
        TokenCell cell = new TokenCell(-refill.full);
        assertThat(cell.retireIfFull(refill, 0)).isTrue();
        assertThat(cell.retireIfFull(refill, 0)).isFalse();
        assertThat(cell.take(refill, refill.unit, 0)).isEqualTo(TokenCell.RETIRED);
        assertThat(cell.level(refill, 0)).isEqualTo(TokenCell.RETIRED);
    }

    @Test
    void retireIfFull_notFull_leavesTheCell() {
        TokenCell cell = new TokenCell(1 - refill.full);
        assertThat(cell.retireIfFull(refill, 0)).isFalse();
        assertThat(cell.level(refill, 0)).isEqualTo(refill.full - 1);
        assertThat(cell.retireIfFull(refill, refill.ticks(1))).isTrue();
    }

    /** Of each cell either the one permit is taken or the cell is retired; threads meet at the cells in lockstep. */
    @Test
    void takeAndRetire_threadsRace_oneOfThemWins() {
        TokenCell[] cells = new TokenCell[1 << 18];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = new TokenCell(-refill.full);
        }
        AtomicInteger meeting = new AtomicInteger();
        long wins = Threads.sum(4, thread -> {
            long sum = 0;
            for (int i = 0; i < cells.length; i = Math.max(i + 1, meeting.get())) {
                meeting.lazySet(i);
                boolean won = thread % 2 == 0
                        ? cells[i].take(refill, refill.unit, 0) >= refill.unit
                        : cells[i].retireIfFull(refill, 0);
                sum += won ? 1 : 0;
            }
            return sum;
        });
        long visited = 0;
        for (TokenCell cell : cells) {
            visited += cell.level(refill, 0) == refill.full ? 0 : 1;
        }
        assertThat(wins).isEqualTo(visited);
    }
}
