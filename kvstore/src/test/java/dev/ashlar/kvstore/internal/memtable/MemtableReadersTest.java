package dev.ashlar.kvstore.internal.memtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemtableReadersTest {
    /** Every key that is added comes between the reader's and the one before it. */
    @Test
    void find_keyBeforeWhichOthersAreAdded_isAlwaysThere() throws Exception {
        Memtable memtable = new Memtable();
        byte[] key = "z".getBytes(UTF_8);
        memtable.add(1, 1, key, 0, 1, 1, 0);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int i = 0; i < 500_000; i++) {
                    byte[] smaller =
                            ByteBuffer.allocate(5).put((byte) 'a').putInt(i).array();
                    memtable.add(1, i + 2, smaller, 0, smaller.length, smaller.length, 0);
                }
            });
            int missed = 0;
            while (!writing.isDone()) {
                missed += memtable.find(key, 1) == 0 ? 1 : 0;
            }
            writing.get();
            assertThat(missed).isZero();
        } finally {
            writer.shutdownNow();
        }
    }
}
