package dev.ashlar.examples.shortener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Resolves the codes of a run in random order, each at least once, and times it. */
final class ReadPhase {
    private static final int MIN_READS = 100_000;

    private final LinkStore links;
    private final Tally tally;
    private final LongSupplier nanoClock;
    private final int[] order;

    ReadPhase(LinkStore links, Tally tally, LongSupplier nanoClock) {
        this.links = links;
        this.tally = tally;
        this.nanoClock = nanoClock;
        order = order(tally.distinct());
    }

    /**
     * What came of it.
     *
     * @param latencies how long each read took
     * @param elapsedNanos how long all together took
     * @param wrong how many did not give the URL that the code was made for
     */
    record Result(Latencies latencies, long elapsedNanos, long wrong) {}

    Result run(int threads) throws IOException {
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try {
            long start = nanoClock.getAsLong();
            List<Future<Result>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int from = part(i, threads);
                int to = part(i + 1, threads);
                parts.add(readers.submit(() -> read(from, to)));
            }
            Latencies latencies = new Latencies();
            long wrong = 0;
            for (Future<Result> part : parts) {
                Result result = await(part);
                latencies.addAll(result.latencies());
                wrong += result.wrong();
            }
            return new Result(latencies, nanoClock.getAsLong() - start, wrong);
        } finally {
            readers.shutdownNow();
        }
    }

    private Result read(int from, int to) throws IOException {
        Latencies latencies = new Latencies();
        long wrong = 0;
        long begin = nanoClock.getAsLong();
        for (int i = from; i < to; i++) {
            String code = tally.code(order[i]);
            long start = nanoClock.getAsLong();
            Link link = links.find(code);
            latencies.add(nanoClock.getAsLong() - start);
            if (!isRight(order[i], link)) {
                wrong++;
            }
        }
        return new Result(latencies, nanoClock.getAsLong() - begin, wrong);
    }

    private boolean isRight(int i, @Nullable Link link) {
        return link != null && tally.isUrl(i, link.url());
    }

    private int part(int i, int parts) {
        return (int) ((long) order.length * i / parts);
    }

    /** All numbers below n as often as is needed, shuffled. */
    private static int[] order(int n) {
        int[] order = new int[n == 0 ? 0 : Math.max(n, MIN_READS)];
        SplittableRandom random = new SplittableRandom(62);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i % n;
        }
        return order;
    }

    private static Result await(Future<Result> part) throws IOException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("a reader failed: " + cause, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
    }
}
