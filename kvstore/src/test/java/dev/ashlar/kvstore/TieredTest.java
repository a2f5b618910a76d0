package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TieredTest {
    private static final int KEYS = 12_000;

    private static KvOptions options(CompactionStyle style) {
        return KvOptions.builder()
                .compaction(style)
                .memtableBytes(4 << 10)
                .tableBytes(16 << 10)
                .blockBytes(1024)
                .build();
    }

    private static String key(int i) {
        return String.format("key %06d", i);
    }

    private static void assertSame(KvStore store, Map<String, String> model) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Cursor cursor = store.cursor(KeyRange.all())) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                found.put(new String(cursor.copyOfKey(), UTF_8), new String(cursor.copyOfValue(), UTF_8));
            }
        }
        assertThat(found).isEqualTo(model);
        for (int i = 0; i < KEYS; i += 29) {
            byte[] value = store.get(key(i).getBytes(UTF_8));
            assertThat(value == null ? null : new String(value, UTF_8)).isEqualTo(model.get(key(i)));
        }
    }

    /** Level 0 stands in the order of time after any merge of neighbours, and after the store was opened again. */
    @Test
    void putAndDelete_reopenedAndMergedInEitherStyle_isAsTheModelSays() throws IOException {
        SimDirectory directory = new SimDirectory();
        Map<String, String> model = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(5);
        int most = 0;
        for (int round = 0; round < 12; round++) {
            CompactionStyle style = round % 4 == 3 ? CompactionStyle.LEVELED : CompactionStyle.TIERED;
            try (KvStore store = KvStore.open(directory, options(style))) {
                assertSame(store, model);
                for (int i = 0; i < 4_000; i++) {
                    String key = key(random.nextInt(KEYS));
                    if (random.nextInt(4) == 0) {
                        store.delete(key.getBytes(UTF_8));
                        model.remove(key);
                    } else {
                        String value = "value " + round + " " + i;
                        store.put(key.getBytes(UTF_8), value.getBytes(UTF_8));
                        model.put(key, value);
                    }
                    most = Math.max(most, store.stats().levels().get(0).tables());
                }
                assertSame(store, model);
                if (round == 8) {
                    store.compactRange(KeyRange.all());
                    assertThat(store.stats().levels().get(0).tables()).isZero();
                    assertThat(store.stats().tableEntries()).isEqualTo(model.size());
                }
            }
        }
        assertThat(most).isBetween(5, 20);
    }

    @Test
    void overwrite_tiered_writesLessThanLeveled() throws IOException {
        double leveled = writeAmplification(CompactionStyle.LEVELED);
        double tiered = writeAmplification(CompactionStyle.TIERED);
        assertThat(tiered).isLessThan(0.75 * leveled);
    }

    private static double writeAmplification(CompactionStyle style) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (KvStore store = KvStore.open(new SimDirectory(), options(style))) {
            for (int i = 0; i < 5 * KEYS; i++) {
                byte[] value = new byte[100];
                random.nextBytes(value);
                store.put(key(random.nextInt(KEYS)).getBytes(UTF_8), value);
            }
            KvStats stats = store.stats();
            return stats.writeAmplification();
        }
    }
}
