package dev.ashlar.kvstore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first failure of a write, which is final until the store is opened again. Guarded by the lock of the engine. */
final class Failure {
    private boolean failed;
    private @Nullable Throwable cause;
    private boolean told;

    boolean isThere() {
        return failed;
    }

    /** Remembers the first. Allocates nothing, for memory may be what is lacking. */
    void set(Throwable first) {
        if (!failed) {
            failed = true;
            cause = first;
        }
    }

    /** The failure, if there is one and this is the first to ask. */
    @Nullable
    Throwable takeUntold() {
        if (!failed || told) {
            return null;
        }
        told = true;
        return cause;
    }

    void check(String path) throws IOException {
        if (failed) {
            String message = cause == null ? "" : ": " + cause.getMessage();
            throw new IOException(
                    "the store takes no more writes until it is opened again, because one failed: " + path + message,
                    cause);
        }
    }
}
