package dev.ashlar.examples;

import java.io.Serial;

/** Thrown when a command was called in a way that cannot work; its message is all that the user sees, exit code 2. */
public final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, and the value
     */
    public UsageException(String message) {
        super(message);
    }
}
