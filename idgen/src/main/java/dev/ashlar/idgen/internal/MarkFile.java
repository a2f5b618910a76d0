package dev.ashlar.idgen.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that one process at a time has open, and that keeps two numbers through any crash: a time up to which ids
 * may have been used, and how often the file was taken.
 *
 * <p>It has two slots, written in turn and each with a checksum, so a write that was torn leaves the one before; what it
 * would have said was never relied on. Byte layout: docs/formats/idgen-mark.md. Not thread-safe.
 *
 * <p>The lock is a file lock against other processes, and a system property named after the path against this one: a file
 * lock belongs to the whole process, and on POSIX systems closing any handle of the file gives it up. So within a process
 * only the holder of the path may open the file. Properties are the process's, and this class is not: class loaders can have
 * several of it.
 *
 * <p>Reading and writing does not go through the channel, which an interrupt would close, and the lock with it.
 */
public final class MarkFile implements Closeable {
    /** "ASHMARK" and a zero byte. */
    static final long MAGIC = 0x004B_5241_4D48_5341L;

    static final int VERSION = 1;
    static final int SLOT_BYTES = 40;
    /** Slots are a sector apart, so that one torn write cannot damage both. */
    static final int SLOT_DISTANCE = 512;

    private static final String HELD = MarkFile.class.getName() + ":";

    private final Path path;
    private final RandomAccessFile bytes;
    private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long sequence;
    private long mark = Long.MIN_VALUE;
    private long token;

    private MarkFile(Path path, RandomAccessFile bytes) {
        this.path = path;
        this.bytes = bytes;
    }

    /**
     * Opens and locks a file, and makes it if there is none.
     *
     * @return the file, or null if this or another process has it open
     * @throws IOException if it cannot be read, or is none of this kind, or damaged
     */
    public static @Nullable MarkFile tryOpen(Path file) throws IOException {
        Path path = realPath(file);
        if (!hold(path)) {
            return null;
        }
        RandomAccessFile bytes = null;
        boolean opened = false;
        try {
            boolean isNew = !Files.exists(path);
            bytes = new RandomAccessFile(path.toFile(), "rw");
            if (bytes.getChannel().tryLock() != null) {
                MarkFile opening = new MarkFile(path, bytes);
                opening.read();
                if (isNew) {
                    syncDirectory(path);
                }
                opened = true;
                return opening;
            }
            return null;
        } catch (OverlappingFileLockException e) {
            return null;
        } finally {
            if (!opened) {
                try {
                    if (bytes != null) {
                        bytes.close();
                    }
                } finally {
                    letGo(path);
                }
            }
        }
    }

    /** The time, in milliseconds since 1970; {@link Long#MIN_VALUE} if none was written yet. */
    public long mark() {
        return mark;
    }

    /** The other number; 0 if none was written yet. */
    public long token() {
        return token;
    }

    /** Writes both numbers; they survive a power failure when this returns. */
    public void write(long newMark, long newToken) throws IOException {
        encode(slot, sequence + 1, newMark, newToken);
        bytes.seek(((sequence + 1) & 1) * SLOT_DISTANCE);
        bytes.write(slot.array());
        bytes.getFD().sync();
        sequence++;
        mark = newMark;
        token = newToken;
    }

    /** Closes and unlocks it. The file stays: to delete it would let two processes lock two files of one name. */
    @Override
    public void close() throws IOException {
        try {
            bytes.close();
        } finally {
            letGo(path);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    static void encode(ByteBuffer slot, long sequence, long mark, long token) {
        slot.clear();
        slot.putLong(MAGIC).putInt(VERSION).putLong(sequence).putLong(mark).putLong(token);
        slot.putInt(checksum(slot));
        slot.flip();
    }

    private void read() throws IOException {
        long size = bytes.length();
        if (size == 0) {
            return;
        }
        boolean first = readSlot(0);
        boolean second = readSlot(SLOT_DISTANCE);
        // The second slot is written before the first, so that where the first is, the file has both.
        boolean whole = size >= SLOT_BYTES + SLOT_DISTANCE;
        if (first && !whole) {
            throw new IOException(path + " must have " + (SLOT_BYTES + SLOT_DISTANCE) + " bytes: bytes=" + size);
        }
        if (!first && !second) {
            if (whole) {
                throw new IOException(path + " must hold a mark: both slots are damaged");
            }
            checkTornBeginning(); // of a file that is new, and then nothing was relied on either
        }
    }

    private boolean readSlot(long position) throws IOException {
        if (bytes.length() < position + SLOT_BYTES) {
            return false;
        }
        bytes.seek(position);
        bytes.readFully(slot.array());
        if (slot.getLong(0) != MAGIC) {
            return false;
        }
        int version = slot.getInt(8);
        slot.position(SLOT_BYTES - Integer.BYTES);
        if (slot.getInt(SLOT_BYTES - Integer.BYTES) != checksum(slot)) {
            return false;
        }
        if (version != VERSION) {
            throw new IOException(path + " must have version " + VERSION + ": version=" + version);
        }
        if (slot.getLong(12) > sequence) {
            sequence = slot.getLong(12);
            mark = slot.getLong(20);
            token = slot.getLong(28);
        }
        return true;
    }

    /** The second slot is the first that is written; a file that ends before it and is not blank is another's. */
    private void checkTornBeginning() throws IOException {
        byte[] beginning = new byte[(int) Math.min(bytes.length(), SLOT_DISTANCE)];
        bytes.seek(0);
        bytes.readFully(beginning);
        for (byte b : beginning) {
            if (b != 0) {
                throw new IOException(path + " must hold a mark: it holds something else");
            }
        }
    }

    /** Of all that is before the slot's position. */
    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().flip());
        return (int) crc.getValue();
    }

    private static Path realPath(Path file) throws IOException {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            Path absolute = file.toAbsolutePath();
            Path parent = absolute.getParent();
            Path name = absolute.getFileName();
            if (parent == null || name == null) {
                throw new IOException("file must be in a directory: file=" + file, e);
            }
            return parent.toRealPath().resolve(name);
        }
    }

    private static void syncDirectory(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null || java.io.File.separatorChar == '\\') {
            return; // Windows neither needs it nor lets a directory be opened
        }
        boolean interrupted = false;
        while (true) {
            interrupted |= Thread.interrupted(); // or it would close the channel
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
                break;
            } catch (ClosedByInterruptException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hold(Path path) {
        return System.getProperties().putIfAbsent(HELD + path, "held") == null;
    }

    private static void letGo(Path path) {
        System.getProperties().remove(HELD + path);
    }
}
