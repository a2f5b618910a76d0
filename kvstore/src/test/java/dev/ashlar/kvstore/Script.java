package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.kvstore.internal.io.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A random list of operations on a store, and the model of what the store then holds after each of its writes. */
final class Script {
    /** Every write also sets this key to its own number, so that a recovered store tells how far it came. */
    static final String COUNTER = "counter";

    private static final int KEYS = 24;

    /** One operation. */
    private interface Operation {}

    private record Write(int number, Map<String, byte @Nullable []> changes, Durability durability)
            implements Operation {}

    private enum Other implements Operation {
        SYNC,
        FLUSH,
        COMPACT,
        REOPEN
    }

    private final List<Operation> operations = new ArrayList<>();
    private final List<Map<String, byte[]>> states = new ArrayList<>();

    /** Writes that were handed to the store. */
    private int attempted;

    /** Writes that survive the end of the process. */
    private int handedOver;

    /** Writes that survive power loss. */
    private int durable;

    Script(SplittableRandom random, int length) {
        Map<String, byte[]> state = new HashMap<>();
        states.add(Map.copyOf(state));
        int writes = 0;
        for (int i = 0; i < length; i++) {
            int kind = random.nextInt(40);
            if (kind < Other.values().length) {
                operations.add(Other.values()[kind]);
                continue;
            }
            writes++;
            Map<String, byte @Nullable []> changes = new HashMap<>();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                changes.put(key(random.nextInt(KEYS)), random.nextInt(4) == 0 ? null : value(random));
            }
            changes.put(COUNTER, Integer.toString(writes).getBytes(UTF_8));
            operations.add(new Write(writes, changes, Durability.values()[random.nextInt(3)]));
            changes.forEach((key, value) -> {
                if (value == null) {
                    state.remove(key);
                } else {
                    state.put(key, value);
                }
            });
            states.add(Map.copyOf(state));
        }
    }

    /** Runs the operations on a store that it opens, until the end or until one fails. */
    void run(Directory directory, KvOptions options) throws IOException {
        attempted = 0;
        handedOver = 0;
        durable = 0;
        KvStore store = KvStore.open(directory, options);
        for (Operation operation : operations) {
            if (operation instanceof Write write) {
                attempted = write.number();
                store.write(batch(write), write.durability());
                if (write.durability() != Durability.NONE) {
                    handedOver = attempted;
                }
                if (write.durability() == Durability.SYNC) {
                    durable = attempted;
                }
                continue;
            }
            if (operation == Other.SYNC) {
                store.sync();
            } else if (operation == Other.FLUSH) {
                store.flush();
            } else if (operation == Other.COMPACT) {
                store.compactRange(KeyRange.all());
            } else {
                store.close();
                store = KvStore.open(directory, options);
            }
            handedOver = attempted;
            durable = attempted;
        }
        store.close();
        handedOver = attempted;
        durable = attempted;
    }

    int attempted() {
        return attempted;
    }

    int handedOver() {
        return handedOver;
    }

    int durable() {
        return durable;
    }

    /** Null if the store holds what it held after some write from {@code atLeast} to the last attempted; else why not. */
    @Nullable
    String mismatch(KvStore store, int atLeast) throws IOException {
        byte[] counter = store.get(COUNTER.getBytes(UTF_8));
        int reached = counter == null ? 0 : Integer.parseInt(new String(counter, UTF_8));
        if (reached < atLeast || reached > attempted) {
            return "recovered " + reached + " writes, of " + attempted + " attempted and " + atLeast + " acknowledged";
        }
        Map<String, byte[]> expected = states.get(reached);
        for (int i = 0; i < KEYS; i++) {
            byte[] actual = store.get(key(i).getBytes(UTF_8));
            if (!Arrays.equals(actual, expected.get(key(i)))) {
                return key(i) + " is not as after write " + reached;
            }
        }
        int found = 0;
        try (Cursor cursor = store.cursor()) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                byte[] value = expected.get(new String(cursor.copyOfKey(), UTF_8));
                if (value == null || !cursor.value().contentEquals(value)) {
                    return new String(cursor.copyOfKey(), UTF_8) + " is met by a cursor, not as after write " + reached;
                }
                found++;
            }
        }
        return found == expected.size() ? null : "a cursor meets " + found + " keys of " + expected.size();
    }

    private static WriteBatch batch(Write write) {
        WriteBatch batch = new WriteBatch();
        write.changes().forEach((key, value) -> {
            if (value == null) {
                batch.delete(key.getBytes(UTF_8));
            } else {
                batch.put(key.getBytes(UTF_8), value);
            }
        });
        return batch;
    }

    private static String key(int i) {
        return i == 0 ? "" : "key " + i * i;
    }

    /** Mostly short, now and then longer than a block of the log. */
    private static byte[] value(SplittableRandom random) {
        byte[] value = new byte[random.nextInt(50) == 0 ? 40_000 : random.nextInt(400)];
        random.nextBytes(value);
        return value;
    }
}
