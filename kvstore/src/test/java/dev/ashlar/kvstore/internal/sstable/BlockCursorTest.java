package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BlockCursorTest {
    private static BlockCursor cursor(int restartInterval, int entries) throws IOException {
        BlockBuilder builder = new BlockBuilder(restartInterval);
        for (int i = 0; i < entries; i++) {
            builder.add(new byte[] {(byte) i}, 0, 1, Trailer.of(1, Writes.PUT), new byte[1], 0, 1);
        }
        return new BlockCursor(new Block("file", 0, builder.finish().toByteArray()), Writes.PUT);
    }

    @Test
    void prev_restartPointsAsTheFormatSays_givesEveryEntry() throws IOException {
        BlockCursor cursor = cursor(TableFormat.RESTART_INTERVAL, 100);
        int found = 0;
        for (boolean more = cursor.last(); more; more = cursor.prev()) {
            found++;
        }
        assertThat(found).isEqualTo(100);
    }

    /** Going backwards keeps the entries since a restart point: a hostile file must not make that any amount of memory. */
    @Test
    void prev_restartPointMissing_isRefused() throws IOException {
        BlockCursor cursor = cursor(TableFormat.RESTART_INTERVAL + 1, 100);
        assertThatThrownBy(() -> {
                    for (boolean more = cursor.last(); more; more = cursor.prev()) {
                        assertThat(cursor.keyLength()).isEqualTo(1);
                    }
                })
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("restart point");
    }
}
