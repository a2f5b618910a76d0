package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.examples.UsageException;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkShardsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-06-01T00:00:00Z"));
    private static final LinkOptions OPTIONS = new LinkOptions(Durability.OS, HashCodes.xxh3(), CLOCK, 100);

    @TempDir
    private Path directory;

    @Test
    void open_moreStoresThanBefore_movesTheirShareAndLosesNothing() throws IOException {
        int links = 2_000;
        Map<String, String> urls = new HashMap<>();
        try (LinkStore store = LinkStore.open(directory, 0, OPTIONS)) {
            shorten(store, 0, links, urls);
            assertThat(store.shards()).isOne();
        }
        for (int shards : new int[] {2, 3, 7}) {
            int before;
            try (LinkStore store = LinkStore.open(directory, 0, OPTIONS)) {
                before = store.shards();
            }
            try (LinkStore store = LinkStore.open(directory, shards, OPTIONS)) {
                assertThat(store.shards()).isEqualTo(shards);
                // What the new stores own, and nothing between those that were there.
                double share = 1 - (double) before / shards;
                assertThat((double) store.moved() / links).isCloseTo(share, within(0.1));
                assertResolves(store, urls);
            }
        }
        try (LinkStore store = LinkStore.open(directory, 7, OPTIONS)) {
            assertThat(store.moved()).isZero();
            shorten(store, 0, links, urls); // all known, wherever they are
            assertThat(store.count()).isEqualTo(links);
            shorten(store, links, links + 100, urls);
            assertResolves(store, urls);
        }
        try (LinkStore store = LinkStore.open(directory, 0, OPTIONS)) {
            assertThat(store.shards()).isEqualTo(7);
            assertResolves(store, urls);
        }
    }

    @Test
    void open_fewerStoresThanBefore_isRefused() throws IOException {
        LinkStore.open(directory, 3, OPTIONS).close();
        assertThatThrownBy(() -> LinkStore.open(directory, 2, OPTIONS))
                .isInstanceOf(UsageException.class)
                .hasMessage("--shards must be at least 3, over which the links are spread: 2");
        try (LinkStore store = LinkStore.open(directory, 0, OPTIONS)) {
            assertThat(store.shards()).isEqualTo(3);
        }
    }

    @Test
    void open_storeThatIsMissingEmptiedOrExchanged_isRefused() throws IOException {
        try (LinkStore store = LinkStore.open(directory, 4, OPTIONS)) {
            shorten(store, 0, 100, new HashMap<>());
        }
        Path second = directory.resolve("shard-2");
        Path third = directory.resolve("shard-3");
        Path aside = directory.resolve("aside");
        Files.move(second, aside);
        assertThatThrownBy(() -> LinkStore.open(directory, 0, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessage(second + " must be there, as the links are spread over 4 stores");
        Files.createDirectory(second);
        assertThatThrownBy(() -> LinkStore.open(directory, 0, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessage(second + " must be store 2 of the links: index=null");
        Files.move(second, directory.resolve("emptied"));
        Files.move(third, second);
        Files.move(aside, third);
        assertThatThrownBy(() -> LinkStore.open(directory, 0, OPTIONS))
                .isInstanceOf(IOException.class)
                .hasMessage(second + " must be store 2 of the links: index=[0, 0, 0, 3]");
    }

    /** The first store fails at some operation, in the middle of a move. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 50, 300, 500, 700, 800, 900, 1_000, 1_050, 1_100, 1_200, 1_300, 1_400, 1_500})
    void open_moveThatFailed_goesOnAtTheNextOpening(int operations) throws IOException {
        Map<String, String> urls = new HashMap<>();
        try (LinkStore store = LinkStore.open(directory, 0, OPTIONS)) {
            shorten(store, 0, 200, urls);
        }
        boolean failed = false;
        try {
            LinkShards.open(new Failing(directory, operations), directory, 3).close();
        } catch (IOException e) {
            assertThat(e).hasMessage("told to fail");
            failed = true;
        }
        // Also where the failed opening had another number in mind.
        int wanted = operations % 2 == 0 ? 0 : 4;
        try (LinkStore store = LinkStore.open(directory, wanted, OPTIONS)) {
            assertResolves(store, urls);
            assertThat(store.shards()).isBetween(1, 4);
            assertThat(failed || store.shards() >= 3).isTrue();
        }
    }

    private static void shorten(LinkStore store, int from, int to, Map<String, String> urls) throws IOException {
        for (int i = from; i < to; i++) {
            String url = "http://example.org/" + i;
            urls.put(store.shorten(url).link().code(), url);
        }
    }

    private static void assertResolves(LinkStore store, Map<String, String> urls) throws IOException {
        for (Map.Entry<String, String> entry : urls.entrySet()) {
            Link link = store.find(entry.getKey());
            assertThat(link).as(entry.getKey()).isNotNull();
            assertThat(link.url()).isEqualTo(entry.getValue());
        }
        Proof proof = new Proof(store);
        assertThat(proof.check(urls.size(), new Tally()))
                .as(proof.firstFailure())
                .isZero();
    }

    /** Fails at the n-th operation and at all that follow. */
    private static final class Failing extends RecordedEntries {
        private int operations;

        Failing(Path directory, int operations) throws IOException {
            super(directory);
            this.operations = operations;
        }

        private void count() throws IOException {
            if (operations-- <= 0) {
                throw new IOException("told to fail");
            }
        }

        @Override
        public byte @Nullable [] get(byte[] key) throws IOException {
            count();
            return super.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) throws IOException {
            count();
            super.write(batch, durability);
        }

        @Override
        public void sync() throws IOException {
            count();
            super.sync();
        }
    }
}
