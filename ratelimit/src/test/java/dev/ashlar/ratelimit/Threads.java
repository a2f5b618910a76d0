package dev.ashlar.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntToLongFunction;

/** Runs one task by several threads that start together. */
final class Threads {
    private Threads() {}

    /** The sum of what {@code task} returns for 0 to {@code count - 1}, each by a thread of its own. */
    static long sum(int count, IntToLongFunction task) {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier start = new CyclicBarrier(count);
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                results.add(executor.submit(() -> {
                    start.await();
                    return task.applyAsLong(thread);
                }));
            }
            long sum = 0;
            for (Future<Long> result : results) {
                sum += result.get();
            }
            return sum;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            executor.shutdownNow();
        }
    }
}
