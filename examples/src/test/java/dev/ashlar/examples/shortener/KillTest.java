package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service has answered survives the end of its process. */
class KillTest {
    private static final List<String> ROUNDS = List.of("sync", "sync", "os", "sync", "os");
    private static final List<String> WAYS =
            List.of("--codes=id", "--codes=hash", "--layout=twitter", "--codes=sqids", "--layout=twitter");
    private static final int CLIENTS = 4;
    private static final int MAX_ANSWERS = 300;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();
    private final Map<String, String> answered = new ConcurrentHashMap<>();

    @TempDir
    Path data;

    @Test
    void kill_atAnyMomentWhilePosting_losesNoAnsweredUrl() throws Exception {
        long seed = Long.getLong("test.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS.size(); round++) {
            int answers = 1 + random.nextInt(MAX_ANSWERS);
            String durability = "--durability=" + ROUNDS.get(round);
            String what = "test.seed=" + seed + ", round " + round + ", killed after " + answers + " answers";
            try (Service service = Service.start(data, durability, WAYS.get(round))) {
                postUntilKilled(service, round, answers, what);
            }
            try (LinkStore links = open()) {
                assertThat(new Proof(links).check(links.count(), new Tally()))
                        .as(what)
                        .isZero();
                assertThat(links.count()).as(what).isGreaterThanOrEqualTo(answered.size());
                for (Map.Entry<String, String> link : answered.entrySet()) {
                    Link found = links.find(link.getValue());
                    assertThat(found).as(what).isNotNull();
                    assertThat(found.url()).as(what).isEqualTo(link.getKey());
                    assertThat(links.codeOf(link.getKey())).as(what).isEqualTo(link.getValue());
                }
            }
        }
    }

    @Test
    void terminate_closesTheStoreInOrder() throws Exception {
        try (Service service = Service.start(data, "--durability=none")) {
            String code = service.shorten(client, "http://example.org/");
            assertThat(service.terminate()).isEqualTo(143);
            try (LinkStore links = open()) {
                // With durability "none" only an orderly close brings it to disk.
                assertThat(links.codeOf("http://example.org/")).isEqualTo(code);
                assertThat(links.recoveredWrites()).isZero();
            }
        }
    }

    /** Some clients post URLs of their own and URLs that all of them post, until the service is killed. */
    private void postUntilKilled(Service service, int round, int answers, String what) throws InterruptedException {
        CountDownLatch answersLeft = new CountDownLatch(answers);
        AtomicBoolean killed = new AtomicBoolean();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread[] clients = new Thread[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            String prefix = "http://example.org/" + round + "/" + i + "/";
            clients[i] = new Thread(() -> {
                try {
                    post(service, prefix, "http://example.org/" + round + "/", answersLeft);
                } catch (IOException e) {
                    if (!killed.get()) {
                        failures.add(e);
                    }
                } catch (Throwable e) { // two codes for one URL are wrong after the kill too
                    failures.add(e);
                }
            });
            clients[i].start();
        }
        while (!answersLeft.await(100, TimeUnit.MILLISECONDS) && failures.isEmpty()) {
            // until there are enough answers, or a failure that is none of the kill's
        }
        killed.set(true);
        service.kill();
        for (Thread client : clients) {
            client.join(TimeUnit.MINUTES.toMillis(2));
            assertThat(client.isAlive()).as(what).isFalse();
        }
        assertThat(failures).as(what).isEmpty();
    }

    private void post(Service service, String own, String shared, CountDownLatch answersLeft) throws Exception {
        for (int i = 0; ; i++) {
            String url = (i % 2 == 0 ? own : shared) + i;
            String code = service.shorten(client, url);
            String before = answered.putIfAbsent(url, code);
            if (before != null && !before.equals(code)) {
                throw new AssertionError(url + " must have one code: " + before + ", " + code);
            }
            answersLeft.countDown();
        }
    }

    private LinkStore open() throws IOException {
        return LinkStore.open(data, 0, new LinkOptions(Durability.OS, HashCodes.xxh3(), InstantSource.system()));
    }
}
