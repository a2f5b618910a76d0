package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A block in memory, uncompressed and with its checksum verified; immutable. */
public final class Block implements BlockCache.Entry {
    /** What {@link #find} returns where no entry is. */
    public static final long ABSENT = -1;

    /** What {@link #find} returns for a deletion. */
    public static final long DELETED = -2;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Has no entries. */
    static final Block EMPTY = empty();

    /** What an object and an array take beside their contents, about. */
    private static final int OVERHEAD_BYTES = 64;

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

    private static Block empty() {
        try {
            return new Block("", 0, new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
        } catch (CorruptionException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Finds the newest entry of a key up to a sequence number.
     *
     * @return where the value is, for {@link #value}, or {@link #ABSENT} or {@link #DELETED}
     */
    public long find(byte[] key, long maxSequence) throws CorruptionException {
        return BlockSearch.find(this, key, maxSequence);
    }

    /** Copies a value that was found. */
    public byte[] value(long found) {
        int from = (int) (found >>> Integer.SIZE);
        return Arrays.copyOfRange(bytes, from, from + (int) found);
    }

    /** Copies as much of a value that was found as there is room for, and returns how long it is. */
    public int value(long found, byte[] target) {
        int length = (int) found;
        System.arraycopy(bytes, (int) (found >>> Integer.SIZE), target, 0, Math.min(length, target.length));
        return length;
    }

    @Override
    public int memory() {
        return bytes.length + OVERHEAD_BYTES;
    }

    @Override
    public long fileOffset() {
        return fileOffset;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the entries end. */
    int end() {
        return restarts;
    }

    int restartCount() {
        return restartCount;
    }

    /** Where the entries of a restart point begin. */
    int restart(int index) throws CorruptionException {
        int offset = (int) INT.get(bytes, restarts + index * Integer.BYTES);
        if (offset < 0 || offset > restarts) {
            throw corrupt("a restart point must be in the block: offset=" + offset);
        }
        return offset;
    }

    /** Bytes of this block, to be read on. */
    ByteSource source(int from, int length) {
        return new ByteSource(file, fileOffset + from, bytes, from, from + length);
    }

    CorruptionException corrupt(String rule) {
        return new CorruptionException(file, fileOffset, rule);
    }

    CorruptionException corrupt(int at, String rule) {
        return new CorruptionException(file, fileOffset + at, rule);
    }
}
