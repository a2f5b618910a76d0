package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With SYNC nothing is answered before the drive has it; and what a failure leaves. */
class LinkStoreSyncTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T05:06:07.089Z"));
    private static final String URL = "http://a.example/";

    @TempDir
    Path directory;

    @Test
    void shorten_newUrl_isSyncedAfterItIsWrittenAndBeforeItIsAnswered() throws IOException {
        RecordedEntries entries = new RecordedEntries(directory);
        try (LinkStore links = open(entries, HashCodes.xxh3())) {
            assertThat(links.shorten(URL).isNew()).isTrue();
            assertThat(entries.events).containsExactly("write OS", "sync");
            assertThat(links.shorten(URL).isNew()).isFalse();
            assertThat(entries.events).as("it is durable already").containsExactly("write OS", "sync");
        }
    }

    @Test
    void shorten_syncFails_throwsForTheNewUrlAndTheKnownOneUntilASyncSucceeds() throws IOException {
        RecordedEntries entries = new RecordedEntries(directory);
        try (LinkStore links = open(entries, HashCodes.xxh3())) {
            entries.syncFailure = new IOException("broken drive");
            assertThatThrownBy(() -> links.shorten(URL)).hasMessage("broken drive");
            assertThat(links.codeOf(URL)).as("known, but not durable").isNotNull();
            assertThatThrownBy(() -> links.shorten(URL)).hasMessage("broken drive");
            assertThatThrownBy(() -> links.shorten(URL)).hasMessage("broken drive");
            entries.syncFailure = null;
            assertThat(links.shorten(URL).isNew()).isFalse();
            assertThat(entries.events).containsExactly("write OS", "sync", "sync", "sync", "sync");
        }
    }

    @Test
    void shorten_urlThatAnotherThreadIsSyncing_isAnsweredAfterASyncOfItsOwn() throws Exception {
        BlockingQueue<CompletableFuture<@Nullable Void>> syncs = new LinkedBlockingQueue<>();
        RecordedEntries entries = new RecordedEntries(directory) {
            @Override
            public void sync() throws IOException {
                CompletableFuture<@Nullable Void> mayEnd = new CompletableFuture<>();
                syncs.add(mayEnd);
                mayEnd.join();
                super.sync();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (LinkStore links = open(entries, HashCodes.xxh3())) {
            Future<LinkStore.Shortened> first = threads.submit(() -> links.shorten(URL));
            CompletableFuture<@Nullable Void> firstSync = syncs.poll(1, TimeUnit.MINUTES);
            Future<LinkStore.Shortened> second = threads.submit(() -> links.shorten(URL));
            CompletableFuture<@Nullable Void> secondSync = syncs.poll(1, TimeUnit.MINUTES);
            assertThat(firstSync).isNotNull();
            assertThat(secondSync).as("the second waits for a sync too").isNotNull();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            secondSync.complete(null);
            assertThat(second.get(1, TimeUnit.MINUTES).isNew()).isFalse();
            assertThat(first).isNotDone();
            firstSync.complete(null);
            assertThat(first.get(1, TimeUnit.MINUTES).isNew()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shorten_writeFails_leavesTheCodePerhapsTakenAndTheNumberFree() throws IOException {
        RecordedEntries entries = new RecordedEntries(directory);
        try (LinkStore links = open(entries, HashCodes.of((url, attempt) -> 7))) {
            entries.writeFailure = new IOException("full drive");
            assertThatThrownBy(() -> links.shorten(URL)).hasMessage("full drive");
            assertThat(links.count()).isZero();
            assertThat(links.codeOf(URL)).isNull();
            entries.writeFailure = null;
            assertThat(links.shorten("http://b.example/").link().number()).isZero();
            assertThat(links.stats().filterHits()).isEqualTo(1);
            assertThat(links.stats().collisions()).isZero();
            assertThat(new Proof(links).check(1, new Tally())).isZero();
        }
    }

    private LinkStore open(LinkEntries entries, CodeMaker codes) throws IOException {
        return LinkStore.open(LinkShards.open(entries, directory, 0), new LinkOptions(Durability.SYNC, codes, CLOCK));
    }
}
