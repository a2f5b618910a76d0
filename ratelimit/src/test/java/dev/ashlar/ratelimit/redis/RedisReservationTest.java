package dev.ashlar.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ashlar.ratelimit.Reservation;
import dev.ashlar.ratelimit.TokenBucket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a reservation makes of the server's answers, which the test gives. */
class RedisReservationTest {
    private static final long SECOND_MICROS = 1_000_000;
    private static final List<Long> PROMISED = List.of(1L, SECOND_MICROS, 0L, SECOND_MICROS, 1L, 0L, 0L);
    private static final List<Long> DONE = List.of(1L, 0L, 0L, 0L, 0L, 0L, 0L);
    private static final List<Long> NOTHING = List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger cancels = new AtomicInteger();
    private Supplier<CompletionStage<List<Long>>> onCancel = () -> CompletableFuture.completedFuture(DONE);
    private Runnable onPark = () -> {};
    private final Reservation reservation = RedisRateLimiter.builder(
                    (script, isDigest, key, args) -> {
                        if (args[0].equals("cancel")) {
                            cancels.incrementAndGet();
                            return onCancel.get();
                        }
                        return CompletableFuture.completedFuture(PROMISED);
                    },
                    TokenBucket.of(1, 1, Duration.ofSeconds(1)))
            .key("k")
            .timeout(Duration.ofMillis(1))
            .clocks(
                    clock::get,
                    nanos -> {
                        onPark.run();
                        clock.addAndGet(nanos);
                    },
                    null)
            .build()
            .reserve(1);

    @Test
    void cancel_answerWasLost_isNotSentAgain() {
        onCancel = CompletableFuture::new;
        assertThat(reservation.cancel()).isFalse();
        onCancel = () -> CompletableFuture.completedFuture(DONE);
        clock.addAndGet(100_000_000);
        assertThat(reservation.cancel()).isFalse();
        assertThat(cancels).hasValue(1);
        assertThatIllegalStateException().isThrownBy(reservation::await).withMessage("reservation was cancelled");
    }

    @Test
    void cancel_whileAnotherThreadDoes_isSentOnce() {
        AtomicInteger second = new AtomicInteger();
        onCancel = () -> {
            second.addAndGet(reservation.cancel() ? 1 : 0);
            return CompletableFuture.completedFuture(DONE);
        };
        assertThat(reservation.cancel()).isTrue();
        assertThat(second).hasValue(0);
        assertThat(reservation.cancel()).isFalse();
        assertThat(cancels).hasValue(1);
    }

    /** The waiter comes to the end of its time while the cancellation is under way, of which it must know the outcome. */
    @Test
    void await_timeComesWhileAnotherThreadCancelsInVain_isGranted() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<List<Long>> answer = new CompletableFuture<>();
        ExecutorService canceller = Executors.newSingleThreadExecutor();
        onCancel = () -> {
            asked.complete(null);
            return CompletableFuture.completedFuture(answer.join());
        };
        Future<Boolean> cancelled = canceller.submit(reservation::cancel);
        asked.join();
        clock.addAndGet(2 * SECOND_MICROS * 1000);
        FutureTask<Void> waiter = new FutureTask<>(() -> {
            reservation.await();
            return null;
        });
        Thread thread = new Thread(waiter);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && !waiter.isDone()) {
            Thread.onSpinWait();
        }
        answer.complete(NOTHING);
        waiter.get();
        assertThat(cancelled.get()).isFalse();
        canceller.shutdown();
    }

    @Test
    void await_cancellationFailed_isNotGranted() {
        onCancel = () -> {
            throw new StackOverflowError();
        };
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(reservation::cancel);
        clock.addAndGet(2 * SECOND_MICROS * 1000);
        assertThatIllegalStateException().isThrownBy(reservation::await).withMessage("reservation was cancelled");
    }

    @Test
    void cancel_serverGivesNothingBack_leavesTheReservation() throws InterruptedException {
        onCancel = () -> CompletableFuture.completedFuture(NOTHING);
        assertThat(reservation.cancel()).isFalse();
        reservation.await();
        assertThat(clock.get()).isEqualTo(SECOND_MICROS * 1000);
    }

    @Test
    void cancel_timeHasComeOrWasAwaited_isNotSent() throws InterruptedException {
        reservation.await();
        assertThat(reservation.cancel()).isFalse();
        clock.set(0);
        assertThat(reservation.cancel()).as("by a clock that went back").isFalse();
        reservation.await();
        assertThat(cancels).hasValue(0);
    }

    @Test
    void await_anotherThreadCancels_isNotGranted() {
        onPark = () -> assertThat(reservation.cancel()).isTrue();
        assertThatIllegalStateException().isThrownBy(reservation::await).withMessage("reservation was cancelled");
        assertThat(clock.get()).isEqualTo(SECOND_MICROS * 1000);
    }

    @Test
    void await_interruptedWhileAnotherThreadCancels_isInterruptedAndSentOnce() {
        onPark = () -> {
            assertThat(reservation.cancel()).isTrue();
            Thread.currentThread().interrupt();
        };
        assertThatIllegalStateException().isThrownBy(reservation::await);
        assertThat(Thread.interrupted()).isTrue();
        onPark = () -> {};
        assertThat(cancels).hasValue(1);
    }

    @Test
    void await_interruptedAndTheAnswerIsLost_isInterrupted() {
        onCancel = () -> {
            clock.addAndGet(2 * SECOND_MICROS * 1000);
            return new CompletableFuture<>();
        };
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(reservation::await);
        assertThat(cancels).hasValue(1);
    }
}
