package dev.ashlar.kvstore.internal.io;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on disk that is mapped into memory. The mapping goes when this is collected as garbage, so map little and seldom.
 *
 * <p>Should the drive fail when the memory is touched, that is an {@link InternalError}; here it becomes an
 * {@link IOException}.
 */
final class DiskMapping implements MappedFile {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final MappedByteBuffer bytes;

    DiskMapping(Path path) throws IOException {
        this.path = path;
        boolean interrupted = Thread.interrupted();
        try {
            MappedByteBuffer mapped = null;
            while (mapped == null) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
            bytes = mapped;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void put(int position, byte[] source, int offset, int length) throws IOException {
        try {
            bytes.put(position, source, offset, length);
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    @Override
    public void putLong(int position, long value) throws IOException {
        try {
            LONG.setRelease(bytes, position, value);
        } catch (InternalError e) {
            throw failed(e);
        }
    }

    private IOException failed(InternalError cause) {
        return new IOException(path + ": the drive has failed to take what was written", cause);
    }
}
