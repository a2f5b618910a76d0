package dev.ashlar.kvstore.internal.memtable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.wal.Writes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that reserve by turns and link at once. */
class MemtableWritersTest {
    private static final int THREADS = 4;
    private static final int ENTRIES = 20_000;

    private record Entry(String key, long sequence) {}

    private final Memtable memtable = new Memtable();
    private final Object reserving = new Object();
    private long sequence;

    /** Few keys are many entries of one key; those of many letters all have the same rank. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a beginning that is longer than a rank "})
    void link_byManyThreads_allIsThereInOrder(String beginning) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS + 1);
        try {
            List<Future<List<Entry>>> writers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                writers.add(pool.submit(writer(beginning, t)));
            }
            Future<Integer> disordered = pool.submit(() -> {
                int count = 0;
                while (memtable.entries() < THREADS * ENTRIES / 2) {
                    count += disordered();
                }
                return count;
            });
            List<Entry> expected = new ArrayList<>();
            for (Future<List<Entry>> writer : writers) {
                expected.addAll(writer.get());
            }
            assertThat(disordered.get()).isZero();
            expected.sort(Comparator.comparing(Entry::key)
                    .thenComparing(Comparator.comparingLong(Entry::sequence).reversed()));
            assertThat(forwards()).isEqualTo(expected);
            for (int i = 0; i < expected.size(); i += 7) {
                Entry entry = expected.get(i);
                int node = memtable.find(entry.key().getBytes(ISO_8859_1), entry.sequence());
                assertThat(entry(node)).isEqualTo(entry);
                int before = memtable.before(node);
                assertThat(before == 0 ? null : entry(before)).isEqualTo(i == 0 ? null : expected.get(i - 1));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Callable<List<Entry>> writer(String beginning, int thread) {
        SplittableRandom random = new SplittableRandom(thread);
        LinkPath path = new LinkPath();
        return () -> {
            List<Entry> added = new ArrayList<>();
            for (int i = 0; i < ENTRIES; i++) {
                String text = beginning + random.nextInt(random.nextBoolean() ? 10 : 1_000_000);
                byte[] key = text.getBytes(ISO_8859_1);
                int node;
                synchronized (reserving) {
                    sequence++;
                    added.add(new Entry(text, sequence));
                    node = memtable.reserve(Writes.PUT, sequence, key, 0, key.length, 0, 0);
                }
                memtable.link(node, path);
            }
            return added;
        };
    }

    /** How many neighbours are in the wrong order. */
    private int disordered() {
        int count = 0;
        int node = memtable.first();
        for (int next = node == 0 ? 0 : memtable.after(node); next != 0; next = memtable.after(node)) {
            count += memtable.isBefore(node, next) ? 0 : 1;
            node = next;
        }
        return count;
    }

    private List<Entry> forwards() {
        List<Entry> entries = new ArrayList<>();
        for (int node = memtable.first(); node != 0; node = memtable.after(node)) {
            entries.add(entry(node));
        }
        return entries;
    }

    private Entry entry(int node) {
        return new Entry(new String(memtable.key(node), ISO_8859_1), memtable.sequence(node));
    }
}
