package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvListenerTest {
    private static final byte[] A = "a".getBytes(UTF_8);

    private final List<Object> events = new ArrayList<>();

    private final KvListener recorder = new KvListener() {
        @Override
        public void flushed(Flush flush) {
            events.add(flush);
        }

        @Override
        public void compacted(Compaction compaction) {
            events.add(compaction);
        }

        @Override
        public void failed(Throwable cause) {
            events.add(cause);
        }
    };

    private static KvOptions options(KvListener listener) {
        return KvOptions.builder().listener(listener).build();
    }

    @Test
    void flushAndCompact_areToldWithTheirFigures() throws IOException {
        try (KvStore store = KvStore.open(new SimDirectory(), options(recorder))) {
            store.put(A, A);
            store.flush();
            store.put(A, new byte[100]);
            store.flush();
            store.compactRange(KeyRange.all());
            assertThat(events).hasSize(3);
            assertThat(events.get(0))
                    .isInstanceOfSatisfying(
                            KvListener.Flush.class,
                            flush -> assertThat(flush.entries()).isEqualTo(1));
            assertThat(events.get(2)).isInstanceOfSatisfying(KvListener.Compaction.class, compaction -> {
                assertThat(compaction.level()).isZero();
                assertThat(compaction.inputTables()).isEqualTo(2);
                assertThat(compaction.outputTables()).isEqualTo(1);
                assertThat(compaction.outputBytes()).isEqualTo(store.stats().tableBytes());
            });
        }
    }

    @Test
    void failure_isToldOnce() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, options(recorder));
        directory.failAt(operation -> true);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.put(A, A, Durability.OS)).isInstanceOf(IOException.class);
            assertThatThrownBy(store::flush).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(store::close).isInstanceOf(IOException.class);
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(IOException.class);
    }

    @Test
    void failure_ofMergingByHand_isToldToTheCallerAndNobodyElse() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, options(recorder));
        for (int i = 0; i < 2; i++) {
            store.put(A, A);
            store.flush();
        }
        events.clear();
        directory.failReadAt(read -> true);
        assertThatThrownBy(() -> store.compactRange(KeyRange.all())).isInstanceOf(IOException.class);
        directory.failReadAt(read -> false);
        assertThat(events).isEmpty();
        store.compactRange(KeyRange.all());
        assertThat(events).hasSize(1);
        store.close();
    }

    @Test
    void listener_thatReadsOrThrows_doesNoHarm() throws IOException {
        KvStore[] opened = new KvStore[1];
        List<Object> read = new ArrayList<>();
        KvListener hostile = new KvListener() {
            @Override
            public void flushed(Flush flush) {
                try {
                    read.add(opened[0].get(A));
                    read.add(opened[0].stats());
                } catch (IOException e) {
                    read.add(e);
                }
                throw new IllegalArgumentException("the listener's own failure");
            }
        };
        try (KvStore store = KvStore.open(new SimDirectory(), options(hostile))) {
            opened[0] = store;
            store.put(A, A);
            store.flush();
            store.put(A, A);
            store.flush();
            assertThat(store.get(A)).isEqualTo(A);
        }
        assertThat(read).hasSize(4).contains(A).doesNotHaveAnyElementsOfTypes(IOException.class);
    }
}
