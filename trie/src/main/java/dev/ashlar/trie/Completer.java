package dev.ashlar.trie;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An index of texts that never changes: the k best completions of a prefix in time that depends on k and the prefix, not on how
 * many texts there are, nor on which prefix it is.
 *
 * <pre>{@code
 * Completer completer = Completer.builder().add("tree", 10).add("true", 35).add("try", 29).build();
 * List<Completion> best = completer.top("tr", 2); // true, try
 * }</pre>
 *
 * <p>It is one buffer, the same in memory and in a file; {@link #open} maps a file of any size at once. About 14 bytes a text
 * of 10 with {@link Folding#EXACT}. Immutable, so threads may share it; no method takes a lock.
 */
public final class Completer implements CompletionIndex {
    /** Of a text, and of a payload, in UTF-8. */
    static final int MAX_TEXT_BYTES = 65_535;

    /** A question for more makes a cursor of its own, for its arrays would stay as large as it needs them. */
    private static final int REUSED_UP_TO = 256;

    private final View view;
    /** That it was opened from, for errors to name it. */
    private final @Nullable Path file;

    /** A cursor that is used for one question at a time, and by one thread at a time; null while it is. */
    private final AtomicReference<@Nullable Cursor> spare = new AtomicReference<>();

    private Completer(ByteBuffer bytes, @Nullable Path file) {
        this.view = View.of(Base.of(bytes));
        this.file = file;
    }

    static Completer of(ByteBuffer bytes) {
        return new Completer(bytes, null);
    }

    /**
     * Begins to build a completer.
     *
     * @return a builder without texts
     */
    public static CompleterBuilder builder() {
        return new CompleterBuilder();
    }

    /**
     * Maps a snapshot file and checks its header, which takes the same time for a file of any size. The rest is checked when it
     * is read, as far as is needed for every question to end, with an answer or a {@link SnapshotFormatException}; call {@link
     * #verify()} where the file may be damaged or not be yours. The file must not be written to while it is mapped: replace it
     * by another, as {@link #write} does. The JVM unmaps it when the completer is no longer reachable.
     *
     * @param file what {@link #write} wrote
     * @return the completer
     * @throws SnapshotFormatException if the file is no snapshot, or its header is damaged or of a later version; it is no {@code
     *     IOException}
     * @throws IOException if the file cannot be read
     */
    public static Completer open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "must be a file, not a directory");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new SnapshotFormatException("snapshot must have less than 2 GiB: length=" + size);
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            return new Completer(SnapshotHeader.littleEndian(mapped), file);
        } catch (SnapshotFormatException e) {
            throw e.in(file);
        }
    }

    /**
     * Takes the bytes of a snapshot, and verifies all of them.
     *
     * @param bytes from position to limit; must not be written to any more
     * @return the completer, which reads from the same memory
     * @throws SnapshotFormatException if the bytes are no snapshot, or are damaged or of a later version
     */
    public static Completer fromBytes(ByteBuffer bytes) {
        Completer completer = of(SnapshotHeader.littleEndian(bytes));
        completer.verify();
        return completer;
    }

    /**
     * Writes a snapshot file. Another file of that name is replaced once all is on the drive, in one step where the file system
     * can: then readers see the old one or the new one, also after a crash. Equal completers write equal bytes.
     *
     * @param file where to
     * @throws IOException if the file cannot be written; then the old one is as it was
     */
    public void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        // Not a file for temporary use, which others may not read.
        Path temporary = absolute.resolveSibling(absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = toBytes();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (NoSuchFileException e) {
                // It names the temporary file.
                throw (IOException)
                        new NoSuchFileException(file.toString(), null, "its directory must exist").initCause(e);
            }
            move(temporary, absolute);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Returns the snapshot.
     *
     * @return a view of the bytes that this reads, read-only; see docs/formats/trie-snapshot.md
     */
    public ByteBuffer toBytes() {
        return view.base().bytes().asReadOnlyBuffer();
    }

    /**
     * Checks every byte: checksums, that the trie is one, and that it has all texts once, in the right order. Takes
     * time in proportion to them.
     *
     * @throws SnapshotFormatException if something is wrong; questions may then have wrong answers. It names the file, if this
     *     was opened from one
     */
    public void verify() {
        try {
            view.base().verify();
        } catch (SnapshotFormatException e) {
            throw file == null ? e : e.in(file);
        }
    }

    @Override
    public List<Completion> top(String prefix, int k) {
        if (k < 0 || k > REUSED_UP_TO) {
            return CompletionIndex.super.top(prefix, k);
        }
        // Of threads that ask at once, one takes the cursor and the others make theirs.
        Cursor taken = spare.getAndSet(null);
        Cursor cursor = taken == null ? cursor() : taken;
        cursor.seek(prefix);
        List<Completion> best = new ArrayList<>(Math.min(k, 16));
        while (best.size() < k && cursor.next()) {
            best.add(new Completion(cursor.text(), cursor.weight()));
        }
        spare.set(cursor);
        return Collections.unmodifiableList(best);
    }

    @Override
    public Cursor cursor() {
        return new Cursor(() -> view);
    }

    @Override
    public int size() {
        return view.size();
    }

    /**
     * Returns how much memory this takes, or its file.
     *
     * @return bytes
     */
    public int sizeInBytes() {
        return view.base().bytes().limit();
    }

    /**
     * Returns which texts are the same.
     *
     * @return as it was built
     */
    public Folding folding() {
        return view.base().header().forms().folding();
    }

    /**
     * Returns where in a text what was typed may begin.
     *
     * @return as it was built
     */
    public Matching matching() {
        return view.base().header().forms().matching();
    }

    View view() {
        return view;
    }
}
