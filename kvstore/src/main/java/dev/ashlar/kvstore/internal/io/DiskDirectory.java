package dev.ashlar.kvstore.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory on disk. */
public final class DiskDirectory implements Directory {
    private final Path path;

    private DiskDirectory(Path path) {
        this.path = path;
    }

    /** Opens a directory that is there. */
    public static DiskDirectory existing(Path path) throws IOException {
        return new DiskDirectory(path.toRealPath());
    }

    /** Opens a directory, creating it and its parents where they are missing. */
    public static DiskDirectory create(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        List<Path> above = new ArrayList<>();
        for (Path at = absolute.getParent(); at != null; at = at.getParent()) {
            above.add(at);
            if (Files.exists(at)) {
                break;
            }
        }
        Files.createDirectories(absolute);
        // A directory is durable only when the one above it is; whoever made it may have been killed before that.
        for (Path directory : above) {
            try {
                sync(directory);
            } catch (AccessDeniedException e) {
                break; // it may be entered but not read: then somebody else has to see to it
            }
        }
        return new DiskDirectory(absolute.toRealPath());
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return DiskWriter.create(path.resolve(name));
    }

    @Override
    public WritableFile append(String name) throws IOException {
        return DiskWriter.append(path.resolve(name));
    }

    @Override
    public ReadableFile open(String name) throws IOException {
        return new DiskReader(path.resolve(name));
    }

    /** On Windows a mapped file cannot be deleted before the mapping has been collected as garbage. */
    @Override
    public boolean maps() {
        return !DiskWriter.WINDOWS;
    }

    @Override
    public MappedFile map(String name) throws IOException {
        return new DiskMapping(path.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                path.resolve(from),
                path.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        sync(path);
    }

    @Override
    public Closeable lock() throws IOException {
        return DirectoryLock.acquire(path);
    }

    private static void sync(Path directory) throws IOException {
        if (DiskWriter.WINDOWS) {
            return; // Windows cannot open a directory; its file system orders these operations itself
        }
        // Not a FileChannel, which an interrupt would close.
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
