package dev.ashlar.kvstore.internal.io;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
        Path missing = absolute;
        while (missing != null && !Files.exists(missing)) {
            missing = missing.getParent();
        }
        Files.createDirectories(absolute);
        // Each new directory is durable only when the one above it is.
        for (Path made = absolute; made != null && !made.equals(missing); made = made.getParent()) {
            if (made.getParent() != null) {
                sync(made.getParent());
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
        }
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return DiskFile.create(path.resolve(name));
    }

    @Override
    public ReadableFile open(String name) throws IOException {
        return DiskFile.open(path.resolve(name));
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
        if (File.separatorChar == '\\') {
            return; // Windows cannot open a directory; its file system orders these operations itself
        }
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
