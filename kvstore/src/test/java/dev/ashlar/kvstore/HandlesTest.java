package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HandlesTest {
    private static final byte[] A = "a".getBytes(UTF_8);

    private final List<KvListener.Leak> leaks = new CopyOnWriteArrayList<>();
    private final KvListener listener = new KvListener() {
        @Override
        public void leaked(Leak leak) {
            leaks.add(leak);
        }
    };

    private KvOptions options(boolean tracked) {
        return KvOptions.builder().listener(listener).trackHandles(tracked).build();
    }

    @Test
    void close_openHandles_closesFilesAndTellsWhereTheyWereOpened() throws IOException {
        Watched watched = new Watched(new SimDirectory());
        KvStore store = KvStore.open(watched.directory, options(true));
        store.put(A, A);
        store.flush();
        Cursor cursor = store.cursor(KeyRange.all());
        Snapshot snapshot = store.snapshot();
        assertThat(cursor.first()).isTrue();
        store.close();
        assertThat(watched.open).isEmpty();
        assertThat(leaks).extracting(KvListener.Leak::kind).containsExactlyInAnyOrder("cursor", "snapshot");
        for (KvListener.Leak leak : leaks) {
            assertThat(leak.opened()).isNotNull();
            assertThat(leak.opened().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(HandlesTest.class.getName()));
        }
        assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> snapshot.get(A)).isInstanceOf(IllegalStateException.class);
        cursor.close();
        snapshot.close();
        assertThat(leaks).hasSize(2);
    }

    @Test
    void close_closedHandles_tellsOfNone() throws IOException {
        KvStore store = KvStore.open(new SimDirectory(), options(false));
        store.cursor(KeyRange.all()).close();
        store.snapshot().close();
        store.close();
        assertThat(leaks).isEmpty();
    }

    @Test
    void cursor_lostAndCollected_letsGoOfItsTables() throws IOException {
        SimDirectory directory = new SimDirectory();
        try (KvStore store = KvStore.open(directory, options(false))) {
            store.put(A, A);
            store.flush();
            long before = tables(directory);
            loseCursor(store);
            store.put(A, A);
            store.compactRange(KeyRange.all());
            assertThat(tables(directory)).as("the lost cursor keeps a table").isGreaterThan(before);
            List<byte[]> garbage = new ArrayList<>();
            while (leaks.isEmpty()) {
                System.gc();
                garbage.add(new byte[1 << 20]);
                store.cursor(KeyRange.all()).close();
            }
            assertThat(tables(directory)).isEqualTo(before);
            assertThat(leaks).containsExactly(new KvListener.Leak("cursor", null));
        }
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static void loseCursor(KvStore store) throws IOException {
        assertThat(store.cursor(KeyRange.all()).first()).isTrue();
    }

    private static long tables(SimDirectory directory) throws IOException {
        return directory.list().stream().filter(name -> name.endsWith(".sst")).count();
    }
}
