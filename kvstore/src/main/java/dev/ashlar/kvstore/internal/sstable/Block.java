package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A block in memory, uncompressed and with its checksum verified; immutable. */
final class Block {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final long fileOffset;
    private final byte[] bytes;
    private final int restarts;
    private final int restartCount;

    Block(String file, long fileOffset, byte[] bytes) throws CorruptionException {
        this.file = file;
        this.fileOffset = fileOffset;
        this.bytes = bytes;
        if (bytes.length < 2 * Integer.BYTES) {
            throw corrupt("a block has at least one restart point: bytes=" + bytes.length);
        }
        this.restartCount = (int) INT.get(bytes, bytes.length - Integer.BYTES);
        if (restartCount < 1 || restartCount > bytes.length / Integer.BYTES - 1) {
            throw corrupt("the restart points must fit into the block: count=" + restartCount);
        }
        this.restarts = bytes.length - Integer.BYTES * (restartCount + 1);
    }

    /** The memory that it takes, about. */
    int memory() {
        return bytes.length + 64;
    }

    Entries entries() {
        return new Entries();
    }

    private CorruptionException corrupt(String rule) {
        return new CorruptionException(file, fileOffset, rule);
    }

    /** A position in the block; for one thread. */
    final class Entries {
        private final ByteSource in = new ByteSource(file, fileOffset, bytes, 0, restarts);
        private byte[] key = new byte[64];
        private int keyLength;
        private long trailer;
        private int value;
        private int valueLength;

        byte[] key() {
            return key;
        }

        int keyLength() {
            return keyLength;
        }

        long trailer() {
            return trailer;
        }

        byte[] copyOfValue() {
            return Arrays.copyOfRange(bytes, value, value + valueLength);
        }

        /** The value, to be read on. */
        ByteSource value() {
            return new ByteSource(file, fileOffset + value, bytes, value, value + valueLength);
        }

        /** Moves to the next entry; false at the end. */
        boolean next() throws IOException {
            if (in.remaining() == 0) {
                return false;
            }
            long shared = in.readVarint();
            long unshared = in.readVarint();
            long length = in.readVarint();
            if (shared < 0 || shared > keyLength) {
                throw in.corrupt("a key must share no more than the one before has: shared=" + shared);
            }
            if (unshared < 0 || length < 0 || unshared > in.remaining() || length > in.remaining() - unshared) {
                throw in.corrupt("an entry must end in its block: key=" + unshared + ", value=" + length);
            }
            int total = (int) (shared + unshared);
            if (total > key.length) {
                key = Arrays.copyOf(key, Math.max(total, 2 * key.length));
            }
            System.arraycopy(bytes, in.skip((int) unshared), key, (int) shared, (int) unshared);
            keyLength = total;
            trailer = in.readVarint();
            valueLength = (int) length;
            value = in.skip(valueLength);
            return true;
        }

        /** Moves to the first entry whose key is not less; false if there is none. */
        boolean seek(byte[] target) throws IOException {
            // The last restart point whose key is less: equal keys can stand on both sides of one.
            int low = 0;
            int high = restartCount - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                toRestart(middle);
                if (next() && compareKey(target) < 0) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            toRestart(low);
            while (next()) {
                if (compareKey(target) >= 0) {
                    return true;
                }
            }
            return false;
        }

        int compareKey(byte[] target) {
            return Arrays.compareUnsigned(key, 0, keyLength, target, 0, target.length);
        }

        private void toRestart(int index) throws CorruptionException {
            int offset = (int) INT.get(bytes, restarts + index * Integer.BYTES);
            if (offset < 0 || offset > restarts) {
                throw corrupt("a restart point must be in the block: offset=" + offset);
            }
            in.moveTo(offset);
            keyLength = 0;
        }
    }
}
