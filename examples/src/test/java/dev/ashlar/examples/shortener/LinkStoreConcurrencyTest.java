package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.Durability;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkStoreConcurrencyTest {
    private static final int THREADS = 8;
    private static final int CALLS = 400;
    private static final int URLS = 500;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shorten_sameAndDifferentUrlsByManyThreads_oneCodeForEachUrlAndNoCodeTwice(boolean ids) throws Exception {
        Map<String, String> codes = new HashMap<>();
        int made = 0;
        try (LinkStore links = open(ids)) {
            for (Map<String, LinkStore.Shortened> answers : run(links)) {
                for (LinkStore.Shortened answer : answers.values()) {
                    Link link = answer.link();
                    made += answer.isNew() ? 1 : 0;
                    assertThat(codes.merge(link.url(), link.code(), (a, b) -> a))
                            .isEqualTo(link.code());
                }
            }
            assertThat(links.count()).isEqualTo(codes.size()).isEqualTo(made);
            assertThat(new HashSet<>(codes.values())).hasSize(codes.size());
        }
        try (LinkStore links = open(ids)) {
            assertThat(links.count()).isEqualTo(codes.size());
            for (Map.Entry<String, String> link : codes.entrySet()) {
                assertThat(links.codeOf(link.getKey())).isEqualTo(link.getValue());
            }
            assertThat(new Proof(links).check(codes.size(), new Tally())).isZero();
        }
    }

    private static List<Map<String, LinkStore.Shortened>> run(LinkStore links) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<Map<String, LinkStore.Shortened>>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                running.add(threads.submit(() -> {
                    start.await();
                    return shorten(links, random);
                }));
            }
            List<Map<String, LinkStore.Shortened>> answers = new ArrayList<>();
            for (Future<Map<String, LinkStore.Shortened>> part : running) {
                answers.add(part.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Returns the first answer for each URL; the ones after it must be the same link. */
    private static Map<String, LinkStore.Shortened> shorten(LinkStore links, SplittableRandom random) throws Exception {
        Map<String, LinkStore.Shortened> first = new HashMap<>();
        for (int i = 0; i < CALLS; i++) {
            LinkStore.Shortened answer = links.shorten("http://example.org/" + random.nextInt(URLS));
            Link link = answer.link();
            assertThat(links.find(link.code())).isEqualTo(link);
            LinkStore.Shortened earlier = first.putIfAbsent(link.url(), answer);
            if (earlier != null) {
                assertThat(answer).isEqualTo(new LinkStore.Shortened(earlier.link(), false, earlier.serial()));
            }
        }
        return first;
    }

    /** With hashes, one in four collides. */
    private LinkStore open(boolean ids) throws Exception {
        CodeMaker codes = ids
                ? IdCodes.compact(CLOCK)
                : HashCodes.of((url, attempt) -> (attempt == 0 ? url[url.length - 1] & 15L : attempt) << 50
                        ^ (long) Arrays.hashCode(url) * 0x9E3779B97F4A7C15L * (attempt & 3));
        return LinkStore.open(directory, 0, new LinkOptions(Durability.SYNC, codes, CLOCK, 16));
    }
}
