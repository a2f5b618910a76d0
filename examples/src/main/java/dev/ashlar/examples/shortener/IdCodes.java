package dev.ashlar.examples.shortener;

import dev.ashlar.idgen.Base62;
import dev.ashlar.idgen.Exhaustion;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Rollback;
import dev.ashlar.idgen.Snowflake;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Codes from Snowflake ids: no two are equal, so there is nothing to resolve; but they can be guessed, and tell when they
 * were made.
 *
 * <p>An id of Twitter's layout has 63 bits, and 62<sup>7</sup> is less than 2<sup>42</sup>. So codes of seven characters
 * need a layout of 41 bits: 30 bits of seconds, until 2060, and 11 bits of sequence. The numbers of datacenter and worker
 * go, because a store belongs to one process. What is made faster than 2 048 a second borrows from the seconds to come.
 */
final class IdCodes implements CodeMaker {
    /*
     * Ids must not repeat after a restart, although time may have been borrowed, or the clock set back. The codes are
     * all in the store, so the newest id is told on opening, and time starts behind it. And were all that to fail, a
     * code that is taken is not used.
     */
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Layout COMPACT = Layout.of(30, 0, 0, 11).withTick(Duration.ofSeconds(1));
    private static final int COMPACT_WIDTH = 7;
    /** At 2 048 a second that is a list of 64 thousand million URLs at once. */
    private static final Duration AHEAD = Duration.ofDays(365);

    private final byte kind;
    private final int width;
    private final Snowflake ids;
    private final Duration tick;
    private long newest = -1;
    private long notBeforeMillis = Long.MIN_VALUE;

    private IdCodes(char kind, int width, Layout layout, InstantSource clock) {
        this.kind = (byte) kind;
        this.width = width;
        tick = layout.tick();
        ids = Snowflake.builder()
                .layout(layout)
                .epoch(EPOCH)
                .datacenter(0)
                .worker(0)
                .clock(() -> Math.max(clock.millis(), notBeforeMillis))
                .onRollback(Rollback.freeze(AHEAD))
                .onExhausted(Exhaustion.borrow(AHEAD))
                .build();
    }

    /** Codes of seven characters. */
    static IdCodes compact(InstantSource clock) {
        return new IdCodes('i', COMPACT_WIDTH, COMPACT, clock);
    }

    /** Codes of eleven characters, from ids as Twitter's. */
    static IdCodes twitter(InstantSource clock) {
        return new IdCodes('t', Base62.MAX_LENGTH, Layout.TWITTER, clock);
    }

    @Override
    public byte kind() {
        return kind;
    }

    @Override
    public void restore(String code) {
        long id = Base62.decode(code);
        if (id > newest) {
            newest = id;
            notBeforeMillis = ids.parse(id).timestamp().plus(tick).toEpochMilli();
        }
    }

    @Override
    public String code(byte[] url, int attempt) {
        return Base62.encode(ids.next(), width);
    }
}
