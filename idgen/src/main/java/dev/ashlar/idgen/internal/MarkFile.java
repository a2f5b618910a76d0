package dev.ashlar.idgen.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that one process at a time has open, and that keeps two numbers through any crash: a time up to which ids
 * may have been used, and how often the file was taken.
 *
 * <p>It has two slots, written in turn and each with a checksum, so a write that was torn leaves the one before; what it
 * would have said was never relied on. Byte layout: docs/formats/idgen-mark.md. Not thread-safe.
 *
 * <p>The lock is a file lock against other processes, and a set of paths against this one: a file lock belongs to the
 * whole process, and on POSIX systems closing any handle of the file gives it up. So within a process only the holder of
 * the path may open the file. The set is the process's, not this class's, which class loaders can have several of.
 */
public final class MarkFile implements Closeable {
    /** "ASHMARK" and a zero byte. */
    static final long MAGIC = 0x004B_5241_4D48_5341L;

    static final int VERSION = 1;
    static final int SLOT_BYTES = 40;
    /** Slots are a sector apart, so that one torn write cannot damage both. */
    static final int SLOT_DISTANCE = 512;

    private static final String HELD = MarkFile.class.getName();

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long sequence;
    private long mark = Long.MIN_VALUE;
    private long token;

    private MarkFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens and locks a file, and makes it if there is none.
     *
     * @return the file, or null if this or another process has it open
     * @throws IOException if it cannot be read, or is none of this kind, or damaged
     */
    public static @Nullable MarkFile tryOpen(Path file) throws IOException {
        Path path = realPath(file);
        if (!held().add(path.toString())) {
            return null;
        }
        FileChannel channel = null;
        boolean opened = false;
        try {
            boolean isNew = !Files.exists(path);
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                MarkFile opening = new MarkFile(path, channel);
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
                    if (channel != null) {
                        channel.close();
                    }
                } finally {
                    held().remove(path.toString());
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
        long position = ((sequence + 1) & 1) * SLOT_DISTANCE;
        while (slot.hasRemaining()) {
            position += channel.write(slot, position);
        }
        channel.force(false);
        sequence++;
        mark = newMark;
        token = newToken;
    }

    /** Closes and unlocks it. The file stays: to delete it would let two processes lock two files of one name. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            held().remove(path.toString());
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
        if (channel.size() == 0) {
            return;
        }
        boolean found = false;
        found |= readSlot(0);
        found |= readSlot(SLOT_DISTANCE);
        // The first write of a file that is new may have been torn, and then nothing was relied on either.
        if (!found && channel.size() > SLOT_BYTES + SLOT_DISTANCE - 1) {
            throw new IOException(path + " must hold a mark: both slots are damaged");
        }
        if (!found) {
            checkTornBeginning();
        }
    }

    private boolean readSlot(long position) throws IOException {
        slot.clear();
        while (slot.hasRemaining()) {
            int read = channel.read(slot, position + slot.position());
            if (read < 0) {
                return false;
            }
        }
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
        ByteBuffer beginning = ByteBuffer.allocate((int) Math.min(channel.size(), SLOT_DISTANCE));
        channel.read(beginning, 0);
        for (int i = 0; i < beginning.position(); i++) {
            if (beginning.get(i) != 0) {
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
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @SuppressWarnings("unchecked") // nothing else uses this key
    private static Set<String> held() {
        return (Set<String>) System.getProperties().computeIfAbsent(HELD, key -> ConcurrentHashMap.newKeySet());
    }
}
