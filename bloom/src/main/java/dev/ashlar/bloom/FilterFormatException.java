package dev.ashlar.bloom;

import java.io.IOException;
import java.io.Serial;

/** Thrown when bytes are not the serial form of a filter: cut, changed, or of a version this one does not know. */
public final class FilterFormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    FilterFormatException(String message) {
        super(message);
    }
}
