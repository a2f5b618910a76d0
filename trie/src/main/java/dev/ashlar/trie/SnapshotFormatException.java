package dev.ashlar.trie;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Thrown when bytes are not a snapshot of a {@link Completer}, are damaged, or were written by a later version.
 *
 * <p>Unchecked, so that questions can throw it too: who opens a file that may be damaged catches it beside the {@link
 * java.io.IOException}. What {@link Completer#open} and {@link Completer#verify()} throw names the file.
 *
 * <p>Get the snapshot again, or build the completer anew. A snapshot that was opened without {@link Completer#verify()}
 * can throw this from any question; the completer stays usable for others.
 */
public final class SnapshotFormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, and where
     */
    public SnapshotFormatException(String message) {
        super(message);
    }

    SnapshotFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns this with the name of the file that the bytes are in. */
    SnapshotFormatException in(Path file) {
        return new SnapshotFormatException(file + ": " + getMessage(), this);
    }

    static SnapshotFormatException wrong(String what, int at) {
        return new SnapshotFormatException("snapshot is damaged: wrong " + what + " at " + at);
    }

    static SnapshotFormatException wild(String what, long value, int at) {
        return new SnapshotFormatException("snapshot is damaged: " + what + "=" + value + " at offset " + at);
    }
}
