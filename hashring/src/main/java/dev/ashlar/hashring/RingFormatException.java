package dev.ashlar.hashring;

import java.io.IOException;
import java.io.Serial;

/** Thrown when bytes are not the bytes form of a ring: cut, changed, or of a version this one does not know. */
public final class RingFormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    RingFormatException(String message) {
        super(message);
    }
}
