package dev.ashlar.kvstore;

import java.io.IOException;
import java.io.Serial;

/** Thrown when a store is opened that is open already, in this process or another; the message names which. */
public final class StoreLockedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message the directory and who has it
     */
    public StoreLockedException(String message) {
        super(message);
    }
}
