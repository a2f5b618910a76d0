package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Base62;
import dev.ashlar.idgen.Sqids;
import dev.ashlar.idgen.lease.FileLeaseStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:10Z"));
    private static final byte[] URL = "http://example.org/".getBytes(US_ASCII);

    @TempDir
    Path directory;

    @Test
    void compactIds_moreThanASecondHas_borrowAheadAndStaySeven() throws IOException {
        IdCodes codes = compact(CLOCK);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            made.add(codes.code(0, URL, 0));
        }
        assertThat(made).doesNotHaveDuplicates().isSorted().allMatch(code -> code.length() == 7);
        assertThat(Base62.decode(made.get(0))).isEqualTo(10 << 11);
        assertThat(Base62.decode(made.get(4999))).isEqualTo((10 << 11) + 4999);
    }

    @Test
    void compactIds_atTheEndOfTheirTime_stillFitIntoSevenCharacters() throws IOException {
        Instant last = Instant.parse("2026-01-01T00:00:00Z").plusSeconds((1L << 30) - 1);
        assertThat(last).isAfter(Instant.parse("2060-01-01T00:00:00Z"));
        IdCodes codes = compact(InstantSource.fixed(last));
        for (int i = 0; i < 2048; i++) {
            assertThat(codes.code(0, URL, 0)).hasSize(7);
        }
        assertThatThrownBy(() -> codes.code(0, URL, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ids_afterARestartWithAnEarlierClock_goOnBehindTheNewest() throws IOException {
        IdCodes before = compact(CLOCK);
        String newest = "";
        for (int i = 0; i < 10_000; i++) {
            newest = before.code(0, URL, 0);
        }
        IdCodes after = IdCodes.compact(InstantSource.fixed(Instant.parse("2026-01-01T00:00:01Z")));
        after.restore(newest);
        after.restore("0000001");
        after.start();
        assertThat(after.code(0, URL, 0)).isGreaterThan(newest);
    }

    @Test
    void twitterIds_needElevenCharacters() throws IOException {
        try (IdCodes codes = IdCodes.twitter(CLOCK, () -> FileLeaseStore.open(directory))) {
            codes.start();
            assertThat(codes.code(0, URL, 0)).hasSize(11).isEqualTo(Base62.encode(10_000L << 22, 11));
        }
    }

    @Test
    void ids_restoredCodeOfMoreBits_isRefused() {
        IdCodes codes = IdCodes.compact(CLOCK);
        assertThatThrownBy(() -> codes.restore(Base62.encode(1L << 41)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id must have at most 41 bits: id=2199023255552");
    }

    @Test
    void sqids_anyNumber_leadBackToIt() {
        SqidsCodes codes = new SqidsCodes();
        Sqids sqids = Sqids.create();
        Set<String> made = new HashSet<>();
        for (long number = 0; number < 51_520_374_361L; number += 1 + number / 3) { // 61^6
            String code = codes.code(number, URL, 0);
            assertThat(code).matches("[0-9A-Za-z]{2,7}");
            assertThat(sqids.decode(code)).containsExactly(number);
            String next = codes.code(number, URL, 999);
            assertThat(next).matches("[0-9A-Za-z]{5,10}");
            assertThat(sqids.decode(next)).containsExactly(number, 999);
            assertThat(made.add(code) && made.add(next)).isTrue();
        }
    }

    @Test
    void sqids_areStableAndInNoOrder() {
        SqidsCodes codes = new SqidsCodes();
        // What was handed out must be the same in every version; this is also what sqids.org says.
        assertThat(LongStream.range(0, 5).mapToObj(number -> codes.code(number, URL, 0)))
                .containsExactly("bM", "Uk", "gb", "Ef", "Vq");
        assertThat(codes.code(1_000_000, URL, 0)).isEqualTo("gMvFo");
    }

    @Test
    void hashes_areStableAndDifferByAttempt() {
        HashCodes codes = HashCodes.xxh3();
        // What was handed out must be the same in every version.
        assertThat(codes.code(
                        0,
                        "https://www.example137.org/articles/930157647946/some-title-of-a-page?ref=0"
                                .getBytes(US_ASCII),
                        0))
                .isEqualTo("TEflxiF");
        assertThat(codes.code(0, URL, 1)).isNotEqualTo(codes.code(0, URL, 0)).hasSize(7);
    }

    @Test
    void hashes_ofTheWholeRange_areReducedEvenly() {
        assertThat(HashCodes.CODES).isEqualTo((long) Math.pow(62, 7));
        assertThat(HashCodes.of((url, attempt) -> 0).code(0, URL, 0)).isEqualTo("0000000");
        assertThat(HashCodes.of((url, attempt) -> Long.MAX_VALUE).code(0, URL, 0))
                .startsWith("U");
        assertThat(HashCodes.of((url, attempt) -> -1).code(0, URL, 0)).isEqualTo("zzzzzzz");
    }

    @Test
    void filter_moreCodesThanItWasMadeFor_grows() throws IOException {
        CodeFilter filter = new CodeFilter(10);
        IdCodes codes = compact(CLOCK);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 71; i++) {
            made.add(codes.code(0, URL, 0));
            filter.put(made.get(i));
        }
        assertThat(filter.layers()).isEqualTo(4); // 10 + 20 + 40, and one more
        assertThat(made).allMatch(filter::mightContain);
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            wrong += filter.mightContain(codes.code(0, URL, 0)) ? 1 : 0;
        }
        assertThat(wrong).isLessThan(20);
    }

    private static IdCodes compact(InstantSource clock) throws IOException {
        IdCodes codes = IdCodes.compact(clock);
        codes.start();
        return codes;
    }
}
