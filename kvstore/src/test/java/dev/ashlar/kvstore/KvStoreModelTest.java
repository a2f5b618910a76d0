package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on a store on disk and on a sorted map; the two must never differ. */
class KvStoreModelTest {
    @TempDir
    Path directory;

    static LongStream seeds() {
        return Seeds.of(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void store_anyOperations_isASortedMap(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        for (int opening = 0; opening < 4; opening++) {
            try (KvStore store = KvStore.open(directory, options(random))) {
                compareAll(store, model, seed);
                for (int i = 0; i < 1_500; i++) {
                    step(random, store, model, seed);
                }
                compareAll(store, model, seed);
            }
        }
    }

    private static void step(SplittableRandom random, KvStore store, TreeMap<byte[], byte[]> model, long seed)
            throws IOException {
        byte[] key = key(random);
        switch (random.nextInt(10)) {
            case 0 -> {
                store.delete(key);
                model.remove(key);
            }
            case 1 -> {
                WriteBatch batch = new WriteBatch();
                for (int n = random.nextInt(20); n > 0; n--) {
                    byte[] other = key(random);
                    if (random.nextBoolean()) {
                        byte[] value = value(random);
                        batch.put(other, value);
                        model.put(other, value);
                    } else {
                        batch.delete(other);
                        model.remove(other);
                    }
                }
                store.write(batch);
            }
            case 2, 3, 4, 5 ->
                assertThat(store.get(key))
                        .as("seed %d, key %s", seed, Arrays.toString(key))
                        .isEqualTo(model.get(key));
            case 6 -> {
                if (random.nextInt(50) == 0) {
                    store.flush();
                }
            }
            default -> {
                byte[] value = value(random);
                store.put(key, value);
                model.put(key, value);
            }
        }
    }

    private static void compareAll(KvStore store, TreeMap<byte[], byte[]> model, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (var entry : model.entrySet()) {
            assertThat(store.get(entry.getKey())).as("seed %d", seed).isEqualTo(entry.getValue());
        }
        for (int i = 0; i < 500; i++) {
            byte[] key = key(random);
            assertThat(store.get(key)).as("seed %d", seed).isEqualTo(model.get(key));
        }
    }

    private static KvOptions options(SplittableRandom random) {
        return KvOptions.builder()
                .memtableBytes(random.nextBoolean() ? 4 << 10 : 4 << 20)
                .blockBytes(random.nextBoolean() ? 512 : 8192)
                .blockCacheBytes(random.nextBoolean() ? 0 : 1 << 20)
                .compression(Compression.values()[random.nextInt(2)])
                .durability(random.nextBoolean() ? Durability.NONE : Durability.OS)
                .filterFpp(random.nextBoolean() ? 0.5 : 0.01)
                .indexPartitionBytes(random.nextBoolean() ? 30 : 4096)
                .build();
    }

    /** Keys with long common prefixes, keys that are prefixes of others, the empty key, and bytes above 127. */
    private static byte[] key(SplittableRandom random) {
        byte[] key = new byte[random.nextInt(5) == 0 ? random.nextInt(300) : random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(3) * 127);
        }
        return key;
    }

    private static byte[] value(SplittableRandom random) {
        byte[] value = new byte[random.nextInt(200) == 0 ? random.nextInt(3 << 20) : random.nextInt(100)];
        if (random.nextBoolean()) {
            random.nextBytes(value);
        }
        return value;
    }
}
