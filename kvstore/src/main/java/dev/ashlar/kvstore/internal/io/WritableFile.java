package dev.ashlar.kvstore.internal.io;

import java.io.Closeable;
import java.io.IOException;

/** A file that is written from its beginning on; for one thread at a time, but for {@link #sync()}. */
public interface WritableFile extends Closeable {
    /** Appends bytes; they survive the process once this returns. */
    void write(byte[] source, int offset, int length) throws IOException;

    /** Makes what was written before the call durable; any thread may call it beside a writer. */
    void sync() throws IOException;
}
