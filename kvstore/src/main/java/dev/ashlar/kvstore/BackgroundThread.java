package dev.ashlar.kvstore;

import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A background thread of an open store: started by its first task, and gone when {@link #close()} returns. */
final class BackgroundThread implements Executor, Closeable {
    private final ExecutorService executor;
    private volatile @Nullable Thread thread;

    BackgroundThread(String name) {
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread started = new Thread(task, name);
            started.setDaemon(true);
            thread = started;
            return started;
        });
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Waits for what was begun; an interrupt is kept for later. */
    @Override
    public void close() {
        executor.shutdown();
        Thread started = thread;
        boolean interrupted = false;
        while (started != null && started.isAlive()) {
            try {
                started.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
