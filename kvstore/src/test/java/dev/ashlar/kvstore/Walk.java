package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A cursor, and where in the sorted map of what it must see it must stand. */
final class Walk {
    private final Cursor cursor;
    private final NavigableMap<byte[], byte[]> view;
    private byte @Nullable [] at;

    /** A cursor that was just opened over what is in the map; the map is not changed any more. */
    Walk(Cursor cursor, NavigableMap<byte[], byte[]> view) {
        this.cursor = cursor;
        this.view = view;
    }

    void close() throws IOException {
        cursor.close();
    }

    /** Moves at random: relative to where it stands if it does, or else to an end or a key. */
    void move(SplittableRandom random, byte[] target, String where) throws IOException {
        int move = random.nextInt(at == null ? 4 : 20);
        byte[] from = at;
        boolean found;
        if (move == 0) {
            found = cursor.first();
            at = key(view.firstEntry());
        } else if (move == 1) {
            found = cursor.last();
            at = key(view.lastEntry());
        } else if (move == 2) {
            found = cursor.seek(target);
            at = view.ceilingKey(target);
        } else if (move == 3) {
            found = cursor.seekForPrev(target);
            at = view.floorKey(target);
        } else if (move < 12) {
            found = cursor.next();
            at = view.higherKey(from);
        } else {
            found = cursor.prev();
            at = view.lowerKey(from);
        }
        check(found, where + ", move " + move);
    }

    /** Goes from one end to the other. */
    void all(boolean backwards, String where) throws IOException {
        at = key(backwards ? view.lastEntry() : view.firstEntry());
        boolean found = backwards ? cursor.last() : cursor.first();
        check(found, where);
        while (at != null) {
            at = backwards ? view.lowerKey(at) : view.higherKey(at);
            found = backwards ? cursor.prev() : cursor.next();
            check(found, where);
        }
    }

    private void check(boolean found, String where) {
        if (found != (at != null) || cursor.isValid() != found) {
            throw new AssertionError(where + ": the cursor must " + (at == null ? "not " : "") + "stand on a key");
        }
        if (at != null) {
            byte[] value = view.get(at);
            if (!cursor.key().contentEquals(at) || !cursor.value().contentEquals(value)) {
                assertThat(cursor.copyOfKey()).as(where).isEqualTo(at);
                assertThat(cursor.copyOfValue()).as(where).isEqualTo(value);
                throw new AssertionError(where + ": a slice is not what its copy is");
            }
        }
    }

    private static byte @Nullable [] key(Map.@Nullable Entry<byte[], byte[]> entry) {
        return entry == null ? null : entry.getKey();
    }
}
