package dev.ashlar.kvstore;

import java.util.function.Consumer;

/** Tells a listener, whose failures are its own. Threads may share it. */
final class Events {
    private static final System.Logger LOGGER = System.getLogger(KvStore.class.getName());

    private final KvListener listener;

    Events(KvListener listener) {
        this.listener = listener;
    }

    /** To be called without a lock. */
    void tell(Consumer<KvListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.ERROR, "a listener has failed", e);
        }
    }
}
