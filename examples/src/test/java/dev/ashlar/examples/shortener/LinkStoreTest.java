package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Sqids;
import dev.ashlar.idgen.lease.FileLeaseStore;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.kvstore.StoreLockedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkStoreTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void shorten_anyDurability_isFoundAgainAndAfterRestart(Durability durability) throws IOException {
        Link first;
        try (LinkStore links = open(durability, IdCodes.compact(CLOCK))) {
            LinkStore.Shortened shortened = links.shorten("http://a.example/");
            first = shortened.link();
            assertThat(shortened.isNew()).isTrue();
            assertThat(first).isEqualTo(new Link(0, first.code(), "http://a.example/", NOW));
            assertThat(links.shorten("http://a.example/")).isEqualTo(new LinkStore.Shortened(first, false, 0));
            assertThat(links.shorten("http://b.example/").link().number()).isEqualTo(1);
            assertThat(links.find(first.code())).isEqualTo(first);
            assertThat(links.get(0)).isEqualTo(first);
            assertThat(links.codeOf("http://a.example/")).isEqualTo(first.code());
            assertThat(links.find("nosuch1")).isNull();
            assertThat(links.codeOf("http://c.example/")).isNull();
        }
        try (LinkStore links = open(durability, IdCodes.compact(CLOCK))) {
            assertThat(links.count()).isEqualTo(2);
            assertThat(links.find(first.code())).isEqualTo(first);
            assertThat(links.shorten("http://a.example/")).isEqualTo(new LinkStore.Shortened(first, false, 0));
            assertThat(links.shorten("http://c.example/").link().number()).isEqualTo(2);
        }
    }

    @Test
    void open_anyNumberOfLinks_countsThem() throws IOException {
        for (int n = 0; n < 20; n++) {
            try (LinkStore links = open(Durability.OS, HashCodes.xxh3())) {
                assertThat(links.count()).isEqualTo(n);
                links.shorten("http://example.org/" + n);
            }
        }
    }

    @Test
    void shorten_otherWayAfterRestart_keepsOldCodesAndMakesNewOnes() throws IOException {
        Set<String> codes = new HashSet<>();
        for (CodeMaker way : new CodeMaker[] {
            IdCodes.compact(CLOCK),
            HashCodes.xxh3(),
            twitter(),
            new SqidsCodes(),
            IdCodes.compact(CLOCK),
            twitter(),
            new SqidsCodes()
        }) {
            try (LinkStore links = open(Durability.OS, way)) {
                long before = links.count();
                for (long i = 0; i < before + 10; i++) {
                    links.shorten("http://example.org/" + i);
                }
                for (long i = before; i < links.count(); i++) {
                    assertThat(codes.add(links.get(i).code())).isTrue();
                }
                assertThat(links.stats().collisions()).isZero();
                assertThat(new Proof(links).check(before + 10, new Tally())).isZero();
            }
        }
        assertThat(codes).hasSize(70);
    }

    @Test
    void shorten_sqidsAfterRestart_goOnAndTellTheNumber() throws IOException {
        Sqids sqids = Sqids.create();
        for (int restart = 0; restart < 5; restart++) {
            try (LinkStore links = open(Durability.OS, new SqidsCodes())) {
                for (int i = 0; i < 10; i++) {
                    Link link = links.shorten("http://example.org/" + restart + "/" + i)
                            .link();
                    assertThat(link.number()).isEqualTo(10 * restart + i);
                    assertThat(sqids.decode(link.code())).containsExactly(link.number());
                }
            }
        }
    }

    @Test
    void shorten_sqidsCodeThatAnotherWayHasMade_takesAnother() throws IOException {
        String taken = Sqids.create().encode(1); // of two characters, for which a hash must be longer
        CodeMaker other = new CodeMaker() {
            @Override
            public byte kind() {
                return 'h';
            }

            @Override
            public String code(long number, byte[] url, int attempt) {
                return taken;
            }
        };
        try (LinkStore links = open(Durability.OS, other)) {
            links.shorten("http://example.org/0");
        }
        try (LinkStore links = open(Durability.OS, new SqidsCodes())) {
            String code = links.shorten("http://example.org/1").link().code();
            assertThat(Sqids.create().decode(code)).containsExactly(1, 1);
            assertThat(links.stats().collisions()).isEqualTo(1);
            assertThat(new Proof(links).check(2, new Tally())).isZero();
        }
    }

    @Test
    void shorten_collidingHashes_areResolvedAndCounted() throws IOException {
        // Every URL has the same hash at first; from the second attempt on the URL counts.
        HashCodes codes =
                HashCodes.of((url, attempt) -> attempt == 0 ? 0 : (long) (url[url.length - 1] + attempt) << 56);
        try (LinkStore links = open(Durability.OS, codes)) {
            assertThat(links.shorten("http://example.org/1").link().code()).isEqualTo("0000000");
            assertThat(links.shorten("http://example.org/3").link().code()).isNotEqualTo("0000000");
            assertThat(links.stats().collisions()).isEqualTo(1);
            // Its second attempt is the second of the link before.
            links.shorten("http://example.org/x3");
            assertThat(links.stats().collisions()).isEqualTo(3);
            assertThat(links.stats().filterHits()).isEqualTo(3);
            assertThat(new Proof(links).check(3, new Tally())).isZero();
        }
        try (LinkStore links = open(Durability.OS, codes)) {
            links.shorten("http://example.org/y3");
            assertThat(links.stats().collisions())
                    .as("the filter was filled again")
                    .isEqualTo(3);
            assertThat(new Proof(links).check(4, new Tally())).isZero();
        }
    }

    @Test
    void shorten_noCodeIsFree_failsAndLeavesAllAsItWas() throws IOException {
        try (LinkStore links = open(Durability.OS, HashCodes.of((url, attempt) -> 7))) {
            links.shorten("http://example.org/1");
            assertThatThrownBy(() -> links.shorten("http://example.org/2"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no free code was found in 1000 attempts");
            assertThat(links.count()).isEqualTo(1);
            assertThat(links.codeOf("http://example.org/2")).isNull();
            assertThat(links.shorten("http://example.org/1").isNew()).isFalse();
        }
    }

    @Test
    void shorten_moreLinksThanTheFilterWasMadeFor_isGrownAndMadeAnewOnOpening() throws IOException {
        try (LinkStore links = open(5)) {
            for (int i = 0; i < 100; i++) {
                links.shorten("http://example.org/" + i);
            }
            assertThat(links.stats().filterLayers()).isEqualTo(5);
        }
        try (LinkStore links = open(5)) {
            assertThat(links.stats().filterLayers()).isEqualTo(1);
            for (int i = 0; i < 200; i++) {
                assertThat(links.shorten("http://example.org/" + i).isNew()).isEqualTo(i >= 100);
            }
            assertThat(links.stats().filterLayers()).isEqualTo(1);
            assertThat(new Proof(links).check(200, new Tally())).isZero();
        }
    }

    @Test
    void open_directoryInUse_isRefused() throws IOException {
        try (LinkStore links = open(Durability.OS, HashCodes.xxh3())) {
            assertThatThrownBy(() -> open(Durability.OS, HashCodes.xxh3())).isInstanceOf(StoreLockedException.class);
            links.shorten("http://example.org/");
        }
    }

    @Test
    void open_storeOfSomethingElse_isRefusedAndReleased() throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.put("n".getBytes(UTF_8), "x".getBytes(UTF_8));
        }
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(Durability.OS, HashCodes.xxh3()))
                    .isInstanceOf(IOException.class)
                    .hasMessage(directory + " must hold the links of a shortener: it holds something else");
        }
    }

    @Test
    void open_laterFormat_isRefused() throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.put(LinkFormat.markerKey(), new byte[] {2});
        }
        assertThatThrownBy(() -> open(Durability.OS, HashCodes.xxh3()))
                .isInstanceOf(IOException.class)
                .hasMessage(directory + " must hold links of version 1: version=2");
    }

    @Test
    void everyMethod_afterClose_isRefused() throws IOException {
        LinkStore links = open(Durability.SYNC, HashCodes.xxh3());
        String code = links.shorten("http://example.org/").link().code();
        links.close();
        links.close();
        assertThatThrownBy(() -> links.find(code)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> links.shorten("http://example.org/")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> links.shorten("http://example.org/2")).isInstanceOf(IllegalStateException.class);
    }

    private LinkStore open(Durability durability, CodeMaker codes) throws IOException {
        return LinkStore.open(directory, 0, new LinkOptions(durability, codes, CLOCK));
    }

    private CodeMaker twitter() {
        return IdCodes.twitter(CLOCK, () -> FileLeaseStore.open(directory.resolve("workers")));
    }

    private LinkStore open(long filterCodes) throws IOException {
        return LinkStore.open(directory, 0, new LinkOptions(Durability.OS, IdCodes.compact(CLOCK), CLOCK, filterCodes));
    }
}
