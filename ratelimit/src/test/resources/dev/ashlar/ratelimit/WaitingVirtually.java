import dev.ashlar.ratelimit.KeyedRateLimiter;
import dev.ashlar.ratelimit.LeakyBucket;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.RateLimiter;
import dev.ashlar.ratelimit.Reservation;
import dev.ashlar.ratelimit.SlidingWindowLog;
import dev.ashlar.ratelimit.TokenBucket;
import dev.ashlar.ratelimit.redis.RedisRateLimiter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Waits for permits in virtual threads, and counts who was pinned to its carrier. Run by VirtualThreadsTest. */
class WaitingVirtually {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MILLI = Duration.ofMillis(1);

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            recording.start();
            wait("bucket", local(TokenBucket.of(1, 1, MILLI)), local(TokenBucket.of(1, 1, HOUR)));
            wait("log", local(SlidingWindowLog.of(1, MILLI)), local(SlidingWindowLog.of(1, HOUR)));
            wait("shaper", local(LeakyBucket.shaper(9, 1, MILLI)), local(LeakyBucket.shaper(9, 1, HOUR)));
            wait("key", key(TokenBucket.of(1, 1, MILLI)), key(TokenBucket.of(1, 1, HOUR)));
            wait("redis", redis(MILLI), redis(HOUR));
            virtually(() -> Pinned.parked).join();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> pinned = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .toList();
        System.out.println("pinned by limiters: "
                + pinned.stream().filter(event -> isIn(event, "dev.ashlar.")).count());
        System.out.println(
                "pinned by the program: " + pinned.stream().anyMatch(event -> isIn(event, "WaitingVirtually$Pinned")));
    }

    /** What a pinned thread looks like: one that parks while it initializes a class. */
    static final class Pinned {
        static boolean parked;

        static {
            LockSupport.parkNanos(10_000_000);
            parked = true;
        }
    }

    private static boolean isIn(RecordedEvent event, String prefix) {
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream()
                        .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(prefix));
    }

    private static void wait(String name, RateLimiter fast, RateLimiter slow) throws Exception {
        slow.tryAcquire();
        Reservation later = slow.reserve(1);
        List<CompletableFuture<Boolean>> waiting =
                List.of(virtually(() -> acquire(fast)), virtually(() -> acquire(fast)), virtually(() -> acquire(fast)));
        CompletableFuture<Boolean> woken = virtually(() -> {
            try {
                later.await();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        });
        boolean waited = true;
        for (CompletableFuture<Boolean> each : waiting) {
            waited &= each.get();
        }
        boolean cancelled = virtually(later::cancel).get();
        System.out.println(name + (waited ? ": waited" : ": refused") + (cancelled && woken.get() ? ", woken" : ""));
    }

    private static boolean acquire(RateLimiter limiter) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            limiter.acquire();
        }
        return true;
    }

    private interface Task {
        boolean run() throws Exception;
    }

    private static CompletableFuture<Boolean> virtually(Task task) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(task.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static RateLimiter local(Limit limit) {
        return LocalRateLimiter.of(limit);
    }

    private static RateLimiter key(Limit limit) {
        return KeyedRateLimiter.<String>builder()
                .limit(limit)
                .maxKeys(10)
                .build()
                .limiter("key");
    }

    /** A server that promises everything for later, and answers from a thread of its own. */
    private static RateLimiter redis(Duration later) {
        List<Long> reply = List.of(1L, later.toNanos() / 1000, 0L, 0L, 1L, 0L, 0L);
        return RedisRateLimiter.builder(
                        (script, isDigest, key, args) -> CompletableFuture.supplyAsync(() -> reply),
                        TokenBucket.of(1, 1, HOUR))
                .key("key")
                .timeout(HOUR)
                .build();
    }
}
