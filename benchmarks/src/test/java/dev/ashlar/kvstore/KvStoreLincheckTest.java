package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.internal.memtable.Memtable;
import java.io.IOException;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class KvStoreLincheckTest {
    private static final byte[] A = {'a'};
    private static final byte[] B = {'b'};

    /** One writer, who makes what is added visible by its number, and readers. */
    public static class MemtableCalls {
        private final Memtable memtable = new Memtable();
        private volatile long visible;

        @Operation(nonParallelGroup = "writer")
        public void putA() {
            add(1, A);
        }

        @Operation(nonParallelGroup = "writer")
        public void putB() {
            add(1, B);
        }

        @Operation(nonParallelGroup = "writer")
        public void deleteA() {
            add(2, A);
        }

        @Operation
        public String getA() {
            return find(A);
        }

        @Operation
        public String getB() {
            return find(B);
        }

        @Operation
        public String getBoth() {
            long now = visible;
            return find(A, now) + find(B, now);
        }

        private void add(int kind, byte[] key) {
            long next = visible + 1;
            memtable.add(kind, next, key, 0, 1, 1, 0);
            visible = next;
        }

        private String find(byte[] key) {
            return find(key, visible);
        }

        private String find(byte[] key, long now) {
            int node = memtable.find(key, now);
            return node == 0 ? "none" : (memtable.isDeletion(node) ? "deleted " : "set ") + memtable.sequence(node);
        }
    }

    /** Writes that are applied at once and become visible in order: a counter. */
    public static class CommitCalls {
        private volatile long visible;
        private final CommitQueue commits = new CommitQueue(sequence -> visible = sequence);

        @Operation
        public void write() throws IOException {
            long turn;
            synchronized (this) {
                turn = commits.begin();
            }
            commits.applied(turn, turn);
        }

        @Operation
        public long visible() {
            return visible;
        }
    }

    /** A store that writes to nowhere. */
    public static class StoreCalls {
        private final KvStore store;

        /** An empty one. */
        public StoreCalls() throws IOException {
            store = KvStore.open(
                    new Nowhere(),
                    KvOptions.builder()
                            .memtableBytes(4 << 10)
                            .blockCacheBytes(0)
                            .build());
        }

        @Operation
        public void put() throws IOException {
            store.put(A, A);
        }

        @Operation
        public void putBoth() throws IOException {
            store.write(new WriteBatch().put(A, B).put(B, B), Durability.SYNC);
        }

        @Operation
        public void delete() throws IOException {
            store.delete(A);
        }

        @Operation
        public String get() throws IOException {
            return text(store.get(A));
        }

        @Operation
        public String getBoth() throws IOException {
            try (Snapshot snapshot = store.snapshot()) {
                return text(snapshot.get(A)) + text(snapshot.get(B));
            }
        }

        @Operation
        public String walk() throws IOException {
            StringBuilder seen = new StringBuilder();
            try (Cursor cursor = store.cursor()) {
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    seen.append((char) cursor.key().byteAt(0)).append(text(cursor.copyOfValue()));
                }
            }
            return seen.toString();
        }

        private static String text(byte[] value) {
            return value == null ? "-" : String.valueOf((char) value[0]);
        }
    }

    /** What readers would see if a write were visible before it is whole. */
    public static class VisibleTooSoon {
        private volatile int a;
        private volatile int b;

        @Operation
        public void writeBoth() {
            a++;
            b++;
        }

        @Operation
        public boolean same() {
            return a == b;
        }
    }

    @Test
    void memtable_oneWriterAndReaders_isLinearisable() {
        ofLocks().check(MemtableCalls.class);
    }

    @Test
    void commitQueue_severalWriters_isLinearisable() {
        ofLocks().check(CommitCalls.class);
    }

    @Test
    void store_manyThreads_isLinearisable() {
        stress().check(StoreCalls.class);
    }

    @Test
    void visibleTooSoon_isFoundNotToBe() {
        assertThatThrownBy(() -> allInterleavings().check(VisibleTooSoon.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** For what has locks of the JDK, into which the model checker steps, and which it cannot read from JDK 25 on. */
    private static Options<?, ?> ofLocks() {
        return Runtime.version().feature() < 25 ? allInterleavings() : stress();
    }

    private static ModelCheckingOptions allInterleavings() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .iterations(10)
                .invocationsPerIteration(200);
    }

    /** The model checker does not know views of byte arrays as numbers, which batches are written by. */
    private static StressOptions stress() {
        return new StressOptions().threads(2).actorsPerThread(3).iterations(5).invocationsPerIteration(200);
    }
}
