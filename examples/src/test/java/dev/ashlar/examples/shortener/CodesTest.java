package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Base62;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:10Z"));
    private static final byte[] URL = "http://example.org/".getBytes(US_ASCII);

    @Test
    void compactIds_moreThanASecondHas_borrowAheadAndStaySeven() {
        IdCodes codes = IdCodes.compact(CLOCK);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            made.add(codes.code(URL, 0));
        }
        assertThat(made).doesNotHaveDuplicates().isSorted().allMatch(code -> code.length() == 7);
        assertThat(Base62.decode(made.get(0))).isEqualTo(10 << 11);
        assertThat(Base62.decode(made.get(4999))).isEqualTo((10 << 11) + 4999);
    }

    @Test
    void compactIds_atTheEndOfTheirTime_stillFitIntoSevenCharacters() {
        Instant last = Instant.parse("2026-01-01T00:00:00Z").plusSeconds((1L << 30) - 1);
        assertThat(last).isAfter(Instant.parse("2060-01-01T00:00:00Z"));
        IdCodes codes = IdCodes.compact(InstantSource.fixed(last));
        for (int i = 0; i < 2048; i++) {
            assertThat(codes.code(URL, 0)).hasSize(7);
        }
        assertThatThrownBy(() -> codes.code(URL, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ids_afterARestartWithAnEarlierClock_goOnBehindTheNewest() {
        IdCodes before = IdCodes.compact(CLOCK);
        String newest = "";
        for (int i = 0; i < 10_000; i++) {
            newest = before.code(URL, 0);
        }
        IdCodes after = IdCodes.compact(InstantSource.fixed(Instant.parse("2026-01-01T00:00:01Z")));
        after.restore(newest);
        after.restore("0000001");
        assertThat(after.code(URL, 0)).isGreaterThan(newest);
    }

    @Test
    void twitterIds_needElevenCharacters() {
        assertThat(IdCodes.twitter(CLOCK).code(URL, 0)).hasSize(11).isEqualTo(Base62.encode(10_000L << 22, 11));
    }

    @Test
    void hashes_areStableAndDifferByAttempt() {
        HashCodes codes = HashCodes.xxh3();
        // What was handed out must be the same in every version.
        assertThat(codes.code(
                        "https://www.example137.org/articles/930157647946/some-title-of-a-page?ref=0"
                                .getBytes(US_ASCII),
                        0))
                .isEqualTo("TEflxiF");
        assertThat(codes.code(URL, 1)).isNotEqualTo(codes.code(URL, 0)).hasSize(7);
    }

    @Test
    void hashes_ofTheWholeRange_areReducedEvenly() {
        assertThat(HashCodes.CODES).isEqualTo((long) Math.pow(62, 7));
        assertThat(HashCodes.of((url, attempt) -> 0).code(URL, 0)).isEqualTo("0000000");
        assertThat(HashCodes.of((url, attempt) -> Long.MAX_VALUE).code(URL, 0)).startsWith("U");
        assertThat(HashCodes.of((url, attempt) -> -1).code(URL, 0)).isEqualTo("zzzzzzz");
    }

    @Test
    void filter_moreCodesThanItWasMadeFor_grows() {
        CodeFilter filter = new CodeFilter(10);
        IdCodes codes = IdCodes.compact(CLOCK);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 71; i++) {
            made.add(codes.code(URL, 0));
            filter.put(made.get(i));
        }
        assertThat(filter.layers()).isEqualTo(4); // 10 + 20 + 40, and one more
        assertThat(made).allMatch(filter::mightContain);
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            wrong += filter.mightContain(codes.code(URL, 0)) ? 1 : 0;
        }
        assertThat(wrong).isLessThan(20);
    }
}
