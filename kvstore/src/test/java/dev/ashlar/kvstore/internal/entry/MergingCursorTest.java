package dev.ashlar.kvstore.internal.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.memtable.MemtableCursor;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergingCursorTest {
    private final Memtable live = new Memtable();

    private static void add(Memtable memtable, String key, long sequence) throws IOException {
        byte[] bytes = key.getBytes(UTF_8);
        memtable.add(1, sequence, bytes, 0, bytes.length, 0, 0);
    }

    /** Over a memtable to which another thread adds a key just before the search for the last one. */
    private final class Racing extends EntryCursor {
        private final MemtableCursor in = new MemtableCursor(live);

        private boolean stand(boolean stands) {
            if (stands) {
                standAt(in);
            }
            return stands;
        }

        @Override
        public boolean first() {
            return stand(in.first());
        }

        @Override
        public boolean last() throws IOException {
            add(live, "d", 10);
            return stand(in.last());
        }

        @Override
        public boolean seek(byte[] key, int offset, int length, long maxSequence) {
            return stand(in.seek(key, offset, length, maxSequence));
        }

        @Override
        public boolean next() {
            return stand(in.next());
        }

        @Override
        public boolean prev() {
            return stand(in.prev());
        }
    }

    @Test
    void prev_keyAddedWhileTurning_isNotTakenForOneBefore() throws IOException {
        Memtable table = new Memtable();
        add(table, "a", 1);
        add(table, "c", 2);
        add(live, "b", 3);
        MergingCursor merged = new MergingCursor(List.of(new Racing(), new MemtableCursor(table)));
        assertThat(merged.seek("c".getBytes(UTF_8), 0, 1, Trailer.MAX_SEQUENCE)).isTrue();
        assertThat(merged.prev()).isTrue();
        assertThat(new String(merged.copyOfKey(), UTF_8)).isEqualTo("b");
    }
}
