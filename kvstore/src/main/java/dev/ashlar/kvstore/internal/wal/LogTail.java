package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.MappedFile;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A small file beside the log, mapped into memory, that has what was added to the log and not yet written to it: so that it
 * survives the process without a call of the operating system for each write; and a mark of how far the log is durable. For one
 * thread, but for {@link #mark}; layout in docs/formats/log.md.
 */
public final class LogTail {
    /*
     * A store has one for as long as it is there, of fixed length, and begins it anew for each piece of the log: a mapping
     * cannot be undone at will on Java 17, so mapping the logs themselves would keep each on the drive after its deletion.
     *
     * The process may end after any store to the memory. The length is stored last when bytes are put and first, as 0, when
     * a piece begins. What the power takes can be any mixture of old and new sectors; the records have checksums, and
     * numbers that go on where the log ends, or else they are none of the log's.
     *
     * A mark is put after the sync that it tells of, so it holds whatever becomes of it: where less of the log is there,
     * the log was damaged, and not torn by a crash.
     */
    static final int CAPACITY = 128 * 1024 - LogTail.HEADER_BYTES;

    /** "ASHLRTAI", read as a little-endian long. */
    private static final long MAGIC = 0x4941_5452_4C48_5341L;

    private static final int VERSION = 1;

    /** magic 8, version 4, flags 4, store 8, number 8, position 8, checksum 4, zeros 4, length 8, and the mark. */
    private static final int HEADER_BYTES = 80;

    private static final int CHECKED_BYTES = 40;
    private static final int LENGTH = 48;

    /** number 8, position 8, checksum 4, zeros 4. */
    private static final int MARK = 56;

    private final MappedFile file;
    private final ByteSink header = new ByteSink(LENGTH);
    private int length;

    /** No other lock is taken under it. */
    private final ReentrantLock marking = new ReentrantLock();

    private Mark marked = Mark.NONE;

    private LogTail(MappedFile file) {
        this.file = file;
    }

    /** What was found. */
    public record Content(@Nullable Piece piece, Mark mark) {
        /** Where there is no tail. */
        public static final Content NONE = new Content(null, Mark.NONE);

        /** The number of the newest log that it is of; -1 if that is none. */
        public long newestLog() {
            return Math.max(piece == null ? -1 : piece.number(), mark.number());
        }

        /** Up to where a log is known to have gone, though that is not next to what there is of it; 0 if nothing is known. */
        public long knownEnd(long log, long fileBytes) {
            long known = mark.of(log);
            if (piece != null && piece.number() == log && piece.position() > fileBytes) {
                known = Math.max(known, piece.position() + piece.bytes().length);
            }
            return known;
        }
    }

    /** A piece of a log, as it was found. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares pieces
    public record Piece(long number, long position, byte[] bytes) {}

    /** Up to which position the log of a number was durable at least. */
    public record Mark(long number, long position) {
        static final Mark NONE = new Mark(-1, 0);

        /** Up to where a log was durable; 0 if nothing is known of it. */
        public long of(long log) {
            return log == number ? position : 0;
        }
    }

    /**
     * Opens the tail of a store, and creates it where it is missing; null if the file system cannot map files.
     *
     * @param anew whether what is there is damaged
     */
    public static @Nullable LogTail open(Directory directory, boolean anew) throws IOException {
        if (!directory.maps()) {
            if (anew) {
                directory.delete(FileNames.TAIL);
            }
            return null;
        }
        if (anew || !isWhole(directory)) {
            // Under another name until it is whole, so that nobody ever finds a part of it.
            String temporary = FileNames.temporary(FileNames.TAIL);
            try (WritableFile created = directory.create(temporary)) {
                created.write(new byte[HEADER_BYTES + CAPACITY], 0, HEADER_BYTES + CAPACITY);
                created.sync();
            }
            directory.rename(temporary, FileNames.TAIL);
        }
        return new LogTail(directory.map(FileNames.TAIL));
    }

    /** Whether it is there, and of its length; what it has is of no account any more. */
    private static boolean isWhole(Directory directory) throws IOException {
        if (!directory.list().contains(FileNames.TAIL)) {
            return false;
        }
        try (ReadableFile file = directory.open(FileNames.TAIL)) {
            return file.size() == HEADER_BYTES + CAPACITY;
        }
    }

    /**
     * Reads what the tail of a store has.
     *
     * @param names of all files of the store
     */
    public static Content read(Directory directory, List<String> names, long store) throws IOException {
        if (!names.contains(FileNames.TAIL)) {
            return Content.NONE;
        }
        try (ReadableFile file = directory.open(FileNames.TAIL)) {
            if (file.size() != HEADER_BYTES + CAPACITY) {
                throw new CorruptionException(
                        file.name(),
                        file.size(),
                        "the tail of a log must have " + (HEADER_BYTES + CAPACITY) + " bytes: bytes=" + file.size());
            }
            byte[] header = readHeader(file);
            return new Content(piece(file, header, store), mark(file.name(), header, store));
        }
    }

    private static @Nullable Piece piece(ReadableFile file, byte[] header, long store) throws IOException {
        long length = new ByteSource(file.name(), LENGTH, header, LENGTH, HEADER_BYTES).readLong();
        if (length == 0) {
            return null; // nothing was put yet, and perhaps not all of the header
        }
        ByteSource in = new ByteSource(file.name(), 0, header);
        long magic = in.readLong();
        int version = in.readInt();
        int flags = in.readInt();
        if (magic != MAGIC || version != VERSION || flags != 0) {
            throw in.corrupt("the file must be the tail of a log, of version " + VERSION + ": version=" + version
                    + ", flags=" + flags);
        }
        long actualStore = in.readLong();
        long number = in.readLong();
        long position = in.readLong();
        if (in.readInt() != Checksum.of(header, 0, CHECKED_BYTES)) {
            throw in.corrupt("the checksum of the header must match");
        }
        if (length < 0 || length > CAPACITY || actualStore != store || !isPlace(number, position)) {
            throw in.corrupt("the tail must be of this store, and its numbers in their ranges: store="
                    + Long.toHexString(actualStore) + ", length=" + length + ", number=" + number + ", position="
                    + position);
        }
        byte[] bytes = new byte[(int) length];
        file.read(HEADER_BYTES, bytes, 0, bytes.length);
        return new Piece(number, position, bytes);
    }

    /** A mark that is not whole, or that of another store which was in the directory, is none. */
    private static Mark mark(String name, byte[] header, long store) throws CorruptionException {
        ByteSource in = new ByteSource(name, MARK, header, MARK, HEADER_BYTES);
        Mark mark = new Mark(in.readLong(), in.readLong());
        return in.readInt() == checksum(store, mark) && isPlace(mark.number(), mark.position()) ? mark : Mark.NONE;
    }

    private static boolean isPlace(long number, long position) {
        return number > 0 && number <= FileNames.MAX_NUMBER && position >= LogFormat.FILE_HEADER_BYTES;
    }

    private static int checksum(long store, Mark mark) {
        ByteSink checked = new ByteSink(3 * Long.BYTES)
                .putLong(store)
                .putLong(mark.number())
                .putLong(mark.position());
        return Checksum.of(checked.array(), 0, checked.length());
    }

    /** Reads the header; again if it does not match, for an open store may be changing it just now. */
    private static byte[] readHeader(ReadableFile file) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        for (int attempt = 0; attempt < 3; attempt++) {
            file.read(0, header, 0, header.length);
            ByteSource checksum = new ByteSource(file.name(), CHECKED_BYTES, header, CHECKED_BYTES, HEADER_BYTES);
            if (checksum.readInt() == Checksum.of(header, 0, CHECKED_BYTES)) {
                break;
            }
        }
        return header;
    }

    /** Begins a piece: what is put from now on follows in a log at a position. What was put before is in its log. */
    void begin(LogFormat.Header log, long position) throws IOException {
        file.putLong(LENGTH, 0);
        header.clear();
        header.putLong(MAGIC).putInt(VERSION).putInt(0);
        header.putLong(log.store()).putLong(log.number()).putLong(position);
        header.putInt(Checksum.of(header.array(), 0, CHECKED_BYTES));
        file.put(0, header.array(), 0, header.length());
        length = 0;
    }

    /** Marks that a log is durable up to a position. Any thread may, whoever else uses this. */
    void mark(LogFormat.Header log, long position) throws IOException {
        marking.lock();
        try {
            Mark mark = new Mark(log.number(), position);
            if (mark.number() > marked.number()
                    || (mark.number() == marked.number() && mark.position() > marked.position())) {
                marked = mark;
                ByteSink bytes = new ByteSink(HEADER_BYTES - MARK)
                        .putLong(mark.number())
                        .putLong(mark.position())
                        .putInt(checksum(log.store(), mark));
                file.put(MARK, bytes.array(), 0, bytes.length());
            }
        } finally {
            marking.unlock();
        }
    }

    /** Adds bytes to the piece. */
    void put(byte[] source, int offset, int count) throws IOException {
        file.put(HEADER_BYTES + length, source, offset, count);
        length += count;
        file.putLong(LENGTH, length);
    }
}
