package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitQueueTest {
    private final List<Long> shown = Collections.synchronizedList(new ArrayList<>());
    private final CommitQueue queue = new CommitQueue(shown::add);
    private final ExecutorService others = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        others.shutdownNow();
    }

    @Test
    void applied_theOneBeforeIsNot_isShownAfterIt() throws Exception {
        long first = queue.begin();
        long second = queue.begin();
        Future<List<Long>> seen = others.submit(() -> {
            queue.applied(second, 20);
            return List.copyOf(shown);
        });
        queue.applied(first, 10);
        assertThat(seen.get()).containsExactly(10L, 20L);
    }

    @Test
    void applied_byManyThreads_showsEachInOrderBeforeItReturns() throws Exception {
        int threads = 8;
        int writes = 5_000;
        Object beginning = new Object();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            SplittableRandom random = new SplittableRandom(t);
            tasks.add(() -> {
                int unseen = 0;
                for (int i = 0; i < writes; i++) {
                    long turn;
                    synchronized (beginning) {
                        turn = queue.begin();
                    }
                    if (random.nextInt(8) == 0) {
                        Thread.yield();
                    }
                    queue.applied(turn, turn);
                    unseen += shown.size() < turn ? 1 : 0;
                }
                return unseen;
            });
        }
        for (Future<Integer> unseen : others.invokeAll(tasks)) {
            assertThat(unseen.get()).isZero();
        }
        assertThat(shown)
                .isEqualTo(LongStream.rangeClosed(1, (long) threads * writes)
                        .boxed()
                        .toList());
    }

    @Test
    void begin_asManyAreUnderWayAsCanBe_waitsForTheFirst() throws Exception {
        long first = queue.begin();
        for (int i = 1; i < 1024; i++) {
            queue.begin();
        }
        Future<List<Long>> shownBefore = others.submit(() -> {
            queue.begin();
            return List.copyOf(shown);
        });
        queue.applied(first, 7);
        assertThat(shownBefore.get()).containsExactly(7L);
    }

    @Test
    void abandon_hidesItAndAllAfterIt() throws Exception {
        long first = queue.begin();
        long failing = queue.begin();
        long third = queue.begin();
        Future<?> waiting = others.submit(() -> {
            queue.applied(third, 30);
            return null;
        });
        queue.abandon(failing, new IllegalStateException("the reason"));
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(IOException.class).hasRootCauseMessage("the reason");
        queue.applied(first, 10);
        assertThat(shown).containsExactly(10L);
        assertThatThrownBy(queue::drain).isInstanceOf(IOException.class);
    }

    /** As when the memory or the stack of the thread that shows them has come to its end. */
    @Test
    void applied_showingFails_endsAllThatWait() throws Exception {
        CommitQueue failing = new CommitQueue(sequence -> {
            if (sequence == 20) {
                throw new StackOverflowError("deep");
            }
            shown.add(sequence);
        });
        long first = failing.begin();
        long second = failing.begin();
        long third = failing.begin();
        Future<?> secondApplied = others.submit(() -> {
            failing.applied(second, 20);
            return null;
        });
        Future<?> thirdApplied = others.submit(() -> {
            failing.applied(third, 30);
            return null;
        });
        try {
            failing.applied(first, 10);
        } catch (StackOverflowError e) {
            // it was this thread that showed the second
        }
        assertThatThrownBy(secondApplied::get).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(thirdApplied::get).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(failing::drain).isInstanceOf(IOException.class);
        assertThat(shown).containsExactly(10L);
    }

    @Test
    void drain_allAreShown_returns() throws Exception {
        queue.applied(queue.begin(), 1);
        queue.drain();
        assertThat(shown).containsExactly(1L);
    }
}
