package dev.ashlar.kvstore;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown when a file of the store is not as it was written: bytes changed, cut or missing, or written by a later version.
 *
 * <p>Nothing of the damaged part is returned, and nothing is repaired or deleted. Other keys stay readable where the
 * damage is in one block of a table; a damaged manifest, footer or log keeps the store from opening.
 */
public final class CorruptionException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;

    /**
     * Creates the exception.
     *
     * @param file the damaged file
     * @param offset where in it the damage was noticed, in bytes from its beginning
     * @param rule what should hold there, and what was found
     */
    public CorruptionException(String file, long offset, String rule) {
        super(file + " is damaged at offset " + offset + ": " + rule);
        this.file = file;
        this.offset = offset;
    }

    /**
     * Returns the damaged file.
     *
     * @return its path
     */
    public String file() {
        return file;
    }

    /**
     * Returns where the damage was noticed.
     *
     * @return bytes from the beginning of the file
     */
    public long offset() {
        return offset;
    }
}
