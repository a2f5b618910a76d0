package dev.ashlar.kvstore;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Steps that are all taken, whatever fails; the first failure is thrown at the end with the others suppressed. */
final class Closing {
    /** One step. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private @Nullable Throwable failure;

    @SuppressWarnings("ReferenceEquality") // what an exception must not suppress is itself
    void run(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            if (failure == null) {
                failure = e;
            } else if (failure != e) {
                failure.addSuppressed(e);
            }
        }
    }

    void close(Closeable resource) {
        run(resource::close);
    }

    void finish() throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Closes what is of no use any more, because of a failure that is told already. */
    static void quietly(Closeable resource) {
        Closing closing = new Closing();
        closing.close(resource);
    }
}
