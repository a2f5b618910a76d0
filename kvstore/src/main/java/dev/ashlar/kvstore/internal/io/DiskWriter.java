package dev.ashlar.kvstore.internal.io;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on disk that is written.
 *
 * <p>Neither of the two handles is interruptible. That is what matters most here: an interrupt that closes a channel
 * during a flush of the drive takes the place of the error that the flush would have reported, and the operating system
 * reports it once only.
 */
final class DiskWriter implements WritableFile {
    static final boolean WINDOWS = File.separatorChar == '\\';

    private final RandomAccessFile file;
    private final Syncer syncer;

    /** One way to flush the drive. */
    private interface Syncer {
        void sync() throws IOException;

        void close() throws IOException;
    }

    /** Creates a file, or empties the one that is there. */
    static DiskWriter create(Path path) throws IOException {
        return new DiskWriter(path, false);
    }

    /** Writes on at the end of a file that is there. */
    static DiskWriter append(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return new DiskWriter(path, true);
    }

    private DiskWriter(Path path, boolean append) throws IOException {
        file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (append) {
                file.seek(file.length());
            } else {
                file.setLength(0);
            }
            syncer = WINDOWS ? ofDescriptor(file) : ofChannel(path);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        file.write(source, offset, length);
    }

    @Override
    public void sync() throws IOException {
        syncer.sync();
    }

    @Override
    public void close() throws IOException {
        try {
            syncer.close();
        } finally {
            file.close();
        }
    }

    /** On macOS a channel's flush reaches the drive, a descriptor's does not. No thread is started for it. */
    private static Syncer ofChannel(Path path) throws IOException {
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
        return new Syncer() {
            @Override
            public void sync() throws IOException {
                channel.force(false);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** On Windows an asynchronous channel has threads, and a descriptor's flush is as good. */
    private static Syncer ofDescriptor(RandomAccessFile file) {
        return new Syncer() {
            @Override
            public void sync() throws IOException {
                file.getFD().sync();
            }

            @Override
            public void close() {}
        };
    }
}
