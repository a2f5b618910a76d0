package dev.ashlar.examples.shortener;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps what a store of links holds for a time only, on a thread of its own, until it is closed. */
final class Renewal implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "shortener-renewal"));

    private Renewal() {}

    /**
     * Starts the thread.
     *
     * @param period how long after one renewal the next begins
     * @param failures is told each time why it could not be done; it is tried again
     */
    @SuppressWarnings("FutureReturnValueIgnored") // renew() throws nothing that could be lost
    static Renewal start(LinkStore links, Duration period, Consumer<Exception> failures) {
        Renewal renewal = new Renewal();
        renewal.scheduler.scheduleWithFixedDelay(
                () -> renew(links, failures), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        return renewal;
    }

    private static void renew(LinkStore links, Consumer<Exception> failures) {
        try {
            links.renew();
        } catch (IOException | RuntimeException e) { // thrown on, it would be the last time
            failures.accept(e);
        }
    }

    /** Waits for a renewal that runs. */
    @Override
    public void close() {
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                return; // it hangs at the drive, and ends with it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
