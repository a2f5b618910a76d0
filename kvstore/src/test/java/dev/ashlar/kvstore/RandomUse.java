package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A random list of operations on a store and on a sorted map; what the two answer must never differ. Which operations follows
 * from the seed alone, whatever the options of the store and wherever it is.
 */
final class RandomUse {
    /** Where a store is kept. */
    interface Place {
        KvStore open(KvOptions options) throws IOException;

        ReadOnlyStore openReadOnly(KvOptions options) throws IOException;

        /** Leaves the store that was opened as it is, if that can be done here; everything was synced. */
        boolean crash(SplittableRandom random);
    }

    private static final int HELD = 3;
    private static final int KEYS = 3_000;

    private final Place place;
    private final Supplier<KvOptions> options;
    private final SplittableRandom random;
    private final List<Held> snapshots = new ArrayList<>();
    private final List<Walk> walks = new ArrayList<>();
    private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    private final String name;
    private KvStore store;
    private int pauses;
    private long digest;
    private String where = "";

    /** A snapshot, and what it must see. */
    private record Held(Snapshot snapshot, NavigableMap<byte[], byte[]> view) {}

    /**
     * Opens a store where there is none yet.
     *
     * @param options of each opening
     */
    RandomUse(String name, long seed, Place place, Supplier<KvOptions> options) throws IOException {
        this.name = name + ", seed " + seed;
        this.place = place;
        this.options = options;
        random = new SplittableRandom(seed);
        store = place.open(options.get());
    }

    /** Runs a number of operations and closes the store; the result tells one list of operations and answers from another. */
    long run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            where = name + ", operation " + i;
            step();
        }
        where = name + ", end";
        reopen();
        letGo();
        store.close();
        return digest;
    }

    private void step() throws IOException {
        int kind = random.nextInt(1_000);
        if (kind < 350) {
            put();
        } else if (kind < 450) {
            byte[] key = key();
            store.delete(key);
            model.remove(key);
        } else if (kind < 500) {
            batch();
        } else if (kind < 700) {
            compare(store, model);
        } else if (kind < 720) {
            holdSnapshot();
        } else if (kind < 760 && !snapshots.isEmpty()) {
            Held held = snapshots.get(random.nextInt(snapshots.size()));
            compare(held.snapshot(), held.view());
        } else if (kind < 800) {
            holdWalk();
        } else if (kind < 980 && !walks.isEmpty()) {
            walks.get(random.nextInt(walks.size())).move(random, key(), where);
        } else if (kind < 985) {
            store.flush();
        } else if (kind < 987) {
            store.compactRange(range());
        } else if (kind < 991) {
            store.pauseCompactions();
            pauses++;
        } else if (kind < 996 && pauses > 0) {
            store.resumeCompactions();
            pauses--;
        } else if (kind < 998) {
            readBeside();
        } else if (kind < 999) {
            reopen();
        }
    }

    private void put() throws IOException {
        byte[] key = key();
        byte[] value = value();
        store.put(key, value);
        model.put(key, value);
    }

    private void batch() throws IOException {
        WriteBatch batch = new WriteBatch();
        for (int n = random.nextInt(30); n > 0; n--) {
            byte[] key = key();
            if (random.nextInt(3) == 0) {
                batch.delete(key);
                model.remove(key);
            } else {
                byte[] value = value();
                batch.put(key, value);
                model.put(key, value);
            }
        }
        store.write(batch);
    }

    /** Reads some keys in each of the ways there are. */
    private void compare(KvReader reader, NavigableMap<byte[], byte[]> view) throws IOException {
        byte[] key = key();
        byte[] expected = view.get(key);
        digest = 31 * digest + Arrays.hashCode(expected);
        int way = random.nextInt(8);
        if (way < 5) {
            same(reader.get(key), expected);
        } else if (way < 7) {
            byte[] target = new byte[random.nextInt(80)];
            int length = reader.get(key, target);
            assertThat(length).as(where).isEqualTo(expected == null ? KvReader.NOT_FOUND : expected.length);
            if (expected != null) {
                int copied = Math.min(length, target.length);
                same(Arrays.copyOf(target, copied), Arrays.copyOf(expected, copied));
            }
        } else {
            List<byte[]> keys = List.of(key, key(), key(), key());
            List<byte @Nullable []> values = reader.multiGet(keys);
            for (int i = 0; i < keys.size(); i++) {
                same(values.get(i), view.get(keys.get(i)));
            }
        }
    }

    private void same(byte @Nullable [] actual, byte @Nullable [] expected) {
        if (!Arrays.equals(actual, expected)) {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private void holdSnapshot() throws IOException {
        if (snapshots.size() == HELD) {
            snapshots.remove(random.nextInt(HELD)).snapshot().close();
        }
        snapshots.add(new Held(store.snapshot(), new TreeMap<>(model)));
    }

    private void holdWalk() throws IOException {
        if (walks.size() == HELD) {
            walks.remove(random.nextInt(HELD)).close();
        }
        KeyRange range = range();
        if (snapshots.isEmpty() || random.nextBoolean()) {
            walks.add(new Walk(store.cursor(range), within(model, range)));
        } else {
            Held held = snapshots.get(random.nextInt(snapshots.size()));
            walks.add(new Walk(held.snapshot().cursor(range), within(held.view(), range)));
        }
    }

    private void readBeside() throws IOException {
        store.sync();
        try (ReadOnlyStore beside = place.openReadOnly(options.get())) {
            compareAll(beside);
        }
    }

    private void compareAll(KvReader reader) throws IOException {
        Walk walk = new Walk(reader.cursor(KeyRange.all()), model);
        walk.all(random.nextBoolean(), where);
        walk.close();
        for (int i = 0; i < 20; i++) {
            compare(reader, model);
        }
    }

    private void reopen() throws IOException {
        for (Held held : snapshots) {
            compare(held.snapshot(), held.view());
        }
        SplittableRandom lost = random.split();
        store.sync();
        boolean crashed = random.nextBoolean() && place.crash(lost);
        letGo();
        if (!crashed) {
            store.close();
        }
        pauses = 0;
        store = place.open(options.get());
        compareAll(store);
        store.verify();
    }

    private void letGo() throws IOException {
        for (Walk walk : walks) {
            walk.close();
        }
        walks.clear();
        for (Held held : snapshots) {
            held.snapshot().close();
        }
        snapshots.clear();
    }

    private static NavigableMap<byte[], byte[]> within(NavigableMap<byte[], byte[]> map, KeyRange range) {
        NavigableMap<byte[], byte[]> found = new TreeMap<>(map);
        found.keySet().removeIf(key -> !range.contains(key));
        return found;
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

    /** Some of many; or of few, where one is empty, some are prefixes of others, and some long with all but the end alike. */
    private byte[] key() {
        int kind = random.nextInt(10);
        if (kind < 6) {
            int number = kind < 3 ? random.nextInt(KEYS) : random.nextInt(KEYS / 20);
            return new byte[] {'k', (byte) (number >> 8), (byte) number};
        }
        byte[] key = new byte[kind < 9 ? random.nextInt(5) : 100 + random.nextInt(4)];
        Arrays.fill(key, (byte) 7);
        for (int i = kind < 9 ? 0 : 90; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(kind < 9 ? 3 : 2) * 127);
        }
        return key;
    }

    private byte[] value() {
        byte[] value = new byte[random.nextInt(100) == 0 ? random.nextInt(5_000) : random.nextInt(80)];
        if (random.nextBoolean()) {
            random.nextBytes(value);
        }
        return value;
    }
}
