package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueryLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void read_logFile_becomesACompleter() throws IOException {
        String lines = "2026-11-21T10:00:00Z\ttree\n2026-11-21T10:00:01Z\tTree\n2026-11-21T10:00:02Z\ttrue\n"
                + "no time\ttrue\n2026-11-21T10:00:02Z\t \nwithout a tab\n2026-11-21T10:00:02Z\t" + "x".repeat(51)
                + "\n";
        QueryLog log = QueryLog.counting();
        assertThat(log.read(new BufferedReader(new StringReader(lines)))).isEqualTo(4);
        Completer published =
                log.addTo(Completer.builder().folding(Folding.UNICODE)).build();
        assertThat(published.top("tr", 5)).containsExactly(new Completion("Tree", 2), new Completion("true", 1));
    }

    @Test
    void window_olderParts_countNoMore() {
        QueryLog log = QueryLog.window(Duration.ofDays(1), 7);
        for (int i = 0; i < 10; i++) {
            log.record("old", NOW.minus(Duration.ofDays(6)));
        }
        log.record("older", NOW.minus(Duration.ofDays(7)));
        log.record("new", NOW);
        log.record("old", NOW);
        assertThat(log.top(9)).containsExactly(new Completion("old", 11), new Completion("new", 1));
        log.record("newest", NOW.plus(Duration.ofDays(1)));
        assertThat(log.top(9))
                .containsExactly(new Completion("new", 1), new Completion("newest", 1), new Completion("old", 1));
        log.record("old", NOW.minus(Duration.ofDays(20))); // late, and too late to count
        assertThat(log.top(9)).contains(new Completion("old", 1));
    }

    @Test
    void fading_recentQueries_comeFirst() {
        QueryLog log = QueryLog.fading(Decay.halfLife(Duration.ofDays(1)));
        for (int i = 0; i < 7; i++) {
            log.record("old", NOW.minus(Duration.ofDays(3)));
        }
        log.record("new", NOW);
        assertThat(log.top(2)).extracting(Completion::text).containsExactly("new", "old");
    }

    @Test
    void sampling_oneInTen_countsAboutAllAndAlwaysTheSame() {
        QueryLog first = QueryLog.counting().sampling(10);
        QueryLog second = QueryLog.counting().sampling(10);
        for (int i = 0; i < 100_000; i++) {
            first.record("q" + i % 10, NOW);
            second.record("q" + i % 10, NOW);
        }
        assertThat(first.top(20)).isEqualTo(second.top(20)).hasSize(10);
        assertThat(first.top(20)).allMatch(query -> Math.abs(query.weight() - 10_000) < 1_500);
        assertThat(first.top(20).stream().mapToLong(Completion::weight).sum()).isEqualTo(100_000);
    }

    @Test
    void maxQueries_manyRareOnes_keepTheFrequent() {
        QueryLog log = QueryLog.counting().maxQueries(100);
        for (int i = 0; i < 10_000; i++) {
            log.record("rare" + i, NOW);
            log.record("frequent" + i % 10, NOW);
        }
        assertThat(log.size()).isLessThan(200);
        assertThat(log.top(10)).allMatch(query -> query.text().startsWith("frequent") && query.weight() == 1_000);
    }

    @Test
    void addTo_spellingsThatFoldAlike_areOneWithTheEventsOfAll() {
        QueryLog log = QueryLog.fading(Decay.halfLife(Duration.ofDays(7)));
        for (int i = 0; i < 1_000; i++) {
            log.record("popular", NOW);
        }
        log.record("Rare", NOW);
        log.record("rare", NOW.minus(Duration.ofDays(365)));
        QueryLog one = QueryLog.fading(Decay.halfLife(Duration.ofDays(7)));
        one.record("Rare", NOW);
        one.record("Rare", NOW.minus(Duration.ofDays(365)));
        Completer published =
                log.addTo(Completer.builder().folding(Folding.UNICODE)).build();
        assertThat(published.top("", 5)).extracting(Completion::text).containsExactly("popular", "Rare");
        assertThat(published.top("r", 1)).isEqualTo(one.top(1));
    }

    @Test
    void record_timesThatCannotBeTold_areRefusedAndCountNothing() throws IOException {
        QueryLog window = QueryLog.window(Duration.ofMillis(1), 3);
        String lines =
                "+1000000000-12-31T23:59:59Z\tx\n+292278994-08-17T07:12:55.807Z\tx\n-1000000000-01-01T00:00:00Z\tx\n";
        assertThat(window.read(new BufferedReader(new StringReader(lines)))).isEqualTo(3);
        assertThatThrownBy(() -> window.record("x", Instant.MAX))
                .hasMessage("time must be within 10,000 years of 1970: at=" + Instant.MAX);
        assertThat(window.size()).isZero();
        QueryLog sampled =
                QueryLog.fading(Decay.halfLife(Duration.ofSeconds(1))).sampling(5);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> sampled.record("x", NOW)).hasMessageContaining("half-lives of the landmark");
        }
        assertThat(sampled.size()).isZero();
    }

    @Test
    void window_anEventOfTheFarFuture_leavesNothingElse() {
        QueryLog log = QueryLog.window(Duration.ofDays(1), 7);
        log.record("good", NOW);
        log.record("bad", Instant.parse("9999-01-01T00:00:00Z"));
        assertThat(log.top(5)).containsExactly(new Completion("bad", 1));
    }

    @Test
    void notAfter_laterEvents_doNotCount() {
        QueryLog log = QueryLog.window(Duration.ofDays(1), 7).notAfter(NOW);
        assertThat(log.record("good", NOW)).isTrue();
        assertThat(log.record("bad", Instant.parse("9999-01-01T00:00:00Z"))).isFalse();
        assertThat(log.top(5)).containsExactly(new Completion("good", 1));
    }

    @Test
    void illegalUse_isRefusedByName() {
        QueryLog log = QueryLog.counting();
        assertThatThrownBy(() -> log.sampling(0)).hasMessage("every must be >= 1: every=0");
        assertThatThrownBy(() -> log.maxQueries(0)).hasMessage("most must be 1 to 2^30: most=0");
        assertThatThrownBy(() -> log.maxCodePoints(0)).hasMessage("most must be >= 1: most=0");
        assertThatThrownBy(() -> log.top(-1)).hasMessage("n must be >= 0: n=-1");
        assertThatThrownBy(() -> QueryLog.window(Duration.ZERO, 1))
                .hasMessage("part must be 1 ms to 10,000 years: part=PT0S");
        assertThatThrownBy(() -> QueryLog.window(Duration.ofSeconds(Long.MAX_VALUE), 1))
                .hasMessageStartingWith("part must be 1 ms to 10,000 years: part=PT");
        assertThatThrownBy(() -> QueryLog.window(Duration.ofNanos(1_500_000), 1))
                .hasMessage("part must be whole milliseconds: part=PT0.0015S");
        assertThatThrownBy(() -> QueryLog.window(Duration.ofDays(1), 0)).hasMessage("parts must be 1 to 1000: parts=0");
        assertThat(log.record("\uD800", NOW)).isFalse();
    }
}
