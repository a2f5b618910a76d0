package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cursors and snapshots that stay open while the store is written, flushed, merged and opened again, beside copies of a
 * sorted map; the two must never differ.
 */
class CursorModelTest {
    private final SimDirectory directory = new SimDirectory();
    private final List<Held<Snapshot>> snapshots = new ArrayList<>();
    private final List<Walk> walks = new ArrayList<>();
    private TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    private SplittableRandom random;
    private int step;

    /** Something open, and what it must see. */
    private record Held<T>(T open, TreeMap<byte[], byte[]> model) {}

    static LongStream seeds() {
        return Seeds.of(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cursor_anyMovesBesideAnyWrites_isASortedMap(long seed) throws IOException {
        random = new SplittableRandom(seed);
        for (int opening = 0; opening < 3; opening++) {
            try (KvStore store = KvStore.open(directory, options())) {
                for (int i = 0; i < 3_000; i++) {
                    step++;
                    step(store, "seed " + seed + ", step " + step);
                }
                close();
            }
        }
    }

    private void step(KvStore store, String where) throws IOException {
        int kind = random.nextInt(100);
        if (kind < 45) {
            write(store);
        } else if (kind < 48) {
            compare(store, model, where);
        } else if (kind < 49) {
            store.flush();
        } else if (kind < 50 && random.nextInt(8) == 0) {
            store.compactRange(range());
        } else if (kind < 53) {
            snapshot(store, where);
        } else if (kind < 60) {
            walk(store);
        } else if (!walks.isEmpty()) {
            walks.get(random.nextInt(walks.size())).move(where);
        }
    }

    private void write(KvStore store) throws IOException {
        WriteBatch batch = new WriteBatch();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            byte[] key = key();
            if (random.nextInt(4) == 0) {
                batch.delete(key);
                model.remove(key);
            } else {
                byte[] value = new byte[random.nextInt(60)];
                random.nextBytes(value);
                batch.put(key, value);
                model.put(key, value);
            }
        }
        store.write(batch);
    }

    private void snapshot(KvStore store, String where) throws IOException {
        if (snapshots.size() < 3) {
            snapshots.add(new Held<>(store.snapshot(), copy()));
            return;
        }
        Held<Snapshot> chosen = snapshots.get(random.nextInt(3));
        compare(chosen.open(), chosen.model(), where);
        if (random.nextInt(3) == 0) {
            chosen.open().close();
            snapshots.remove(chosen);
        }
    }

    private void walk(KvStore store) throws IOException {
        if (walks.size() == 3) {
            walks.remove(random.nextInt(3)).cursor.close();
        }
        KeyRange range = range();
        if (snapshots.isEmpty() || random.nextBoolean()) {
            walks.add(new Walk(store.cursor(range), within(copy(), range)));
        } else {
            Held<Snapshot> chosen = snapshots.get(random.nextInt(snapshots.size()));
            walks.add(new Walk(chosen.open().cursor(range), within(chosen.model(), range)));
        }
    }

    private void compare(KvReader reader, TreeMap<byte[], byte[]> expected, String where) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        byte[] target = new byte[30];
        for (int i = 0; i < 10; i++) {
            byte[] key = key();
            keys.add(key);
            byte[] value = expected.get(key);
            assertThat(reader.get(key)).as(where).isEqualTo(value);
            int length = reader.get(key, target);
            assertThat(length).as(where).isEqualTo(value == null ? KvReader.NOT_FOUND : value.length);
            if (value != null) {
                int copied = Math.min(length, target.length);
                assertThat(Arrays.copyOf(target, copied)).as(where).isEqualTo(Arrays.copyOf(value, copied));
            }
        }
        List<byte @Nullable []> values = reader.multiGet(keys);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(values.get(i)).as(where).isEqualTo(expected.get(keys.get(i)));
        }
        KeyRange range = range();
        List<String> seen = new ArrayList<>();
        List<String> backwards = new ArrayList<>();
        try (Cursor cursor = reader.cursor(range)) {
            for (boolean found = cursor.first(); found; found = cursor.next()) {
                seen.add(pair(cursor.copyOfKey(), cursor.copyOfValue()));
            }
            for (boolean found = cursor.last(); found; found = cursor.prev()) {
                backwards.add(0, pair(cursor.key().toByteArray(), cursor.value().toByteArray()));
            }
        }
        List<String> all = new ArrayList<>();
        within(expected, range).forEach((key, value) -> all.add(pair(key, value)));
        assertThat(seen).as(where).isEqualTo(all);
        assertThat(backwards).as(where).isEqualTo(all);
    }

    private void close() throws IOException {
        for (Walk walk : walks) {
            walk.cursor.close();
        }
        for (Held<Snapshot> held : snapshots) {
            held.open().close();
        }
        walks.clear();
        snapshots.clear();
    }

    /** A cursor, and where in its copy of the model it must stand. */
    private final class Walk {
        final Cursor cursor;
        final TreeMap<byte[], byte[]> view;
        private byte @Nullable [] at;

        Walk(Cursor cursor, TreeMap<byte[], byte[]> view) {
            this.cursor = cursor;
            this.view = view;
        }

        void move(String where) throws IOException {
            byte[] target = key();
            int move = random.nextInt(at == null ? 4 : 20);
            boolean found;
            byte[] from = at;
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
            String what = where + ", move " + move;
            assertThat(found).as(what).isEqualTo(at != null);
            assertThat(cursor.isValid()).as(what).isEqualTo(found);
            if (at != null) {
                assertThat(cursor.copyOfKey()).as(what).isEqualTo(at);
                assertThat(cursor.copyOfValue()).as(what).isEqualTo(view.get(at));
                assertThat(cursor.key().contentEquals(at)).as(what).isTrue();
            }
        }
    }

    private static byte @Nullable [] key(Map.@Nullable Entry<byte[], byte[]> entry) {
        return entry == null ? null : entry.getKey();
    }

    private TreeMap<byte[], byte[]> copy() {
        return new TreeMap<>(model);
    }

    private static TreeMap<byte[], byte[]> within(TreeMap<byte[], byte[]> map, KeyRange range) {
        NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        map.forEach((key, value) -> {
            if (range.contains(key)) {
                found.put(key, value);
            }
        });
        return (TreeMap<byte[], byte[]>) found;
    }

    private static String pair(byte[] key, byte[] value) {
        return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
    }

    private KeyRange range() {
        return switch (random.nextInt(6)) {
            case 0 -> KeyRange.from(key());
            case 1 -> KeyRange.before(key());
            case 2 -> KeyRange.between(key(), key());
            case 3 -> KeyRange.prefix(key());
            default -> KeyRange.all();
        };
    }

    /** Few enough that most are written many times; some are prefixes of others, one is empty, some are long. */
    private byte[] key() {
        byte[] key = new byte[random.nextInt(20) == 0 ? 100 + random.nextInt(4) : random.nextInt(5)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i < 90 ? random.nextInt(3) * 127 : random.nextInt(2));
            if (key.length > 90 && i < 90) {
                key[i] = 7;
            }
        }
        return key;
    }

    private KvOptions options() {
        return KvOptions.builder()
                .memtableBytes(random.nextInt(4 << 10, 16 << 10))
                .tableBytes(random.nextInt(4 << 10, 16 << 10))
                .blockBytes(random.nextBoolean() ? 512 : 4096)
                .blockCacheBytes(random.nextInt(3) * 8_000L)
                .compression(Compression.values()[random.nextInt(2)])
                .checkedSlices(random.nextBoolean())
                .build();
    }
}
