package dev.ashlar.idgen;

/**
 * Thrown when the random bits of a ULID would overflow within a millisecond. The generator is as it was, and goes on by
 * itself with the next millisecond of its clock.
 */
public final class UlidOverflowException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UlidOverflowException(String message) {
        super(message);
    }
}
