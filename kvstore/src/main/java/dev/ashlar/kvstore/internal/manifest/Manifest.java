package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogReader;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import java.io.Closeable;
import java.io.IOException;

/**
 * The open manifest, to which edits are added; for one thread at a time.
 *
 * <p>A manifest begins with a snapshot and is written under a temporary name until that is durable; then one renaming
 * makes it the store's. So the manifest of the highest number is always whole up to the last edit that was durable, and
 * older ones are of no use.
 */
public final class Manifest implements Closeable {
    private final LogWriter log;
    private State state;

    private Manifest(LogWriter log, State state) {
        this.log = log;
        this.state = state;
    }

    /** Reads the state that a manifest leads to. */
    public static State read(Directory directory, long number) throws IOException {
        try (ReadableFile file = directory.open(FileNames.manifest(number))) {
            LogReader log = LogReader.open(file, LogFormat.Content.MANIFEST, number);
            State state = State.empty(log.header().store());
            boolean empty = true;
            for (byte[] record = log.next(); record != null; record = log.next()) {
                ByteSource in = new ByteSource(file.name(), log.recordStart(), record);
                try {
                    state = state.with(Edit.decode(in));
                } catch (IllegalArgumentException e) {
                    CorruptionException corrupt = in.corrupt(String.valueOf(e.getMessage()));
                    corrupt.initCause(e);
                    throw corrupt;
                }
                empty = false;
            }
            CorruptionException damage = log.damage();
            // The last edit may be torn, for it was then never relied on. What is followed by a whole one was.
            if (damage != null && (empty || log.nextAfterDamage() != null)) {
                throw damage;
            }
            if (empty) {
                throw new CorruptionException(file.name(), file.size(), "a manifest must begin with a snapshot");
            }
            return state;
        }
    }

    /** Writes a manifest that begins with a state, and makes it the store's. */
    public static Manifest create(Directory directory, long number, State state, int salt) throws IOException {
        String name = FileNames.manifest(number);
        String temporary = FileNames.temporary(name);
        LogWriter log = new LogWriter(
                directory.create(temporary),
                new LogFormat.Header(LogFormat.Content.MANIFEST, state.store(), number, 0, salt));
        try {
            append(log, state.snapshot());
            log.close(); // Windows renames no file that is open
            directory.rename(temporary, name);
            directory.sync();
            log.continueIn(directory.append(name));
            return new Manifest(log, state);
        } catch (Throwable e) {
            log.close();
            throw e;
        }
    }

    /** Adds an edit; it is durable once this returns. After a failure it may be there or not: only reopening tells. */
    public void apply(Edit edit) throws IOException {
        append(log, edit);
        state = state.with(edit);
    }

    public State state() {
        return state;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static void append(LogWriter log, Edit edit) throws IOException {
        byte[] record = edit.encode();
        log.add(record, record.length);
        log.flush();
        log.sync();
    }
}
