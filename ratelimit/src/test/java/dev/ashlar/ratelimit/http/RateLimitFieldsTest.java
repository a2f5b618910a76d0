package dev.ashlar.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitFieldsTest {
    private static final QuotaPolicy POLICY = QuotaPolicy.of("default", TokenBucket.of(20, 10, Duration.ofMinutes(1)));

    private final Map<String, String> headers = new LinkedHashMap<>();

    @Test
    void write_granted_tellsQuotaAndRemainder() {
        Decision granted = new Decision(true, 20, 15, Duration.ZERO, Duration.ofMillis(29_001));
        RateLimitFields.write(POLICY, granted, headers::put);
        assertThat(headers)
                .containsExactly(
                        Map.entry("RateLimit-Policy", "\"default\";q=20;w=120"),
                        Map.entry("RateLimit", "\"default\";r=15;t=30"),
                        Map.entry("X-Ratelimit-Limit", "20"),
                        Map.entry("X-Ratelimit-Remaining", "15"));
    }

    @Test
    void write_denied_roundsTheWaitUp() {
        Decision denied = new Decision(false, 20, 0, Duration.ofNanos(5_000_000_001L), Duration.ofSeconds(100));
        RateLimitFields.write(POLICY, denied, headers::put);
        assertThat(headers)
                .containsEntry("RateLimit", "\"default\";r=0;t=6")
                .containsEntry("Retry-After", "6")
                .containsEntry("X-Ratelimit-Retry-After", "6");
    }

    @Test
    void write_never_tellsNoTimeToRetry() {
        Decision never = new Decision(false, 20, 20, Decision.NEVER, Duration.ZERO);
        RateLimitFields.write(POLICY, never, headers::put);
        assertThat(headers).doesNotContainKeys("Retry-After", "X-Ratelimit-Retry-After");
        assertThat(headers).containsEntry("RateLimit", "\"default\";r=20;t=0");
    }

    @Test
    void write_unlimited_sendsNumbersThatCanBeSent() {
        QuotaPolicy policy = QuotaPolicy.of("all", Limit.unlimited());
        Decision granted = new Decision(true, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO);
        RateLimitFields.write(policy, granted, headers::put);
        assertThat(headers)
                .containsEntry("RateLimit-Policy", "\"all\";q=999999999999999")
                .containsEntry("RateLimit", "\"all\";r=999999999999999;t=0");
    }

    @Test
    void parse_written_givesTheSame() {
        List<QuotaPolicy> policies = List.of(
                new QuotaPolicy("a \"b\" \\c", 5, Optional.of(Duration.ofSeconds(60)), "content-bytes", "käse"),
                new QuotaPolicy("", 0, Optional.empty(), "", ""));
        assertThat(RateLimitFields.parsePolicy(RateLimitFields.policy(policies)))
                .isEqualTo(policies);
        List<ServiceLimit> limits = List.of(
                new ServiceLimit("a", 3, Optional.of(Duration.ZERO), "k"),
                new ServiceLimit("b", 0, Optional.empty(), ""));
        assertThat(RateLimitFields.parseLimit(RateLimitFields.limit(limits))).isEqualTo(limits);
    }

    @Test
    void parse_othersParameters_areIgnored() {
        String value =
                "  \"a\";q=10;w=1;x-a;x-b=?1;x-c=1.5;x-d=tok/en;x-e=:aGk=:;x-f=@-12;x-g=%\"a%20b\" ,\t\"b\"; q=2 ";
        assertThat(RateLimitFields.parsePolicy(value))
                .containsExactly(
                        new QuotaPolicy("a", 10, Optional.of(Duration.ofSeconds(1)), "", ""),
                        new QuotaPolicy("b", 2, Optional.empty(), "", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a;q=1",
                "\"a\"",
                "\"a\";q",
                "\"a\";q=-1",
                "\"a\";q=1.5",
                "\"a\";q=\"1\"",
                "\"a\";q=1;w=0",
                "\"a\";q=1;w=-5",
                "\"a\";q=1,",
                ",\"a\";q=1",
                "\"a\";q=1 \"b\";q=1",
                "\"a;q=1",
                "\"a\\x\";q=1",
                "\"ä\";q=1",
                "\"a\u0000\";q=1",
                "(\"a\");q=1",
                "\"a\";q=1234567890123456",
                "\"a\";Q=1",
                "\"a\";q=",
                "\"a\";q=1;pk=:!!:",
                "\"a\";q=1;pk=:aGk",
                "\"a\";q=1;pk=:/w==:",
                "\"a\";q=1;qu=5",
                "\"a\";q=1;w=1e3",
                "-",
                "\"a\";q=1;x=?2",
                "\"a\";q=1;x=@1.5",
                "\"a\";q=1;x=%\"%2\"",
                "\"a\";q=1;x=1.2345",
                "\u0663"
            })
    void parsePolicy_malformed_isAsIfItWereNotThere(String value) {
        assertThat(RateLimitFields.parsePolicy(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\";t=5", "\"a\";r=-1", "\"a\";r=1;t=-1", "\"a\";r=1;t=x", "5", "", "   "})
    void parseLimit_malformed_isAsIfItWereNotThere(String value) {
        assertThat(RateLimitFields.parseLimit(value)).isEmpty();
    }

    @Test
    void parse_anyText_neverFails() {
        SplittableRandom random = new SplittableRandom(1);
        String alphabet = "\"\\;,=:?@%-.()*qrtwpk019 \t\u0000\u007f\u00e4aA/+";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "\"a\";q=1;r=1" : "");
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = text.toString();
            assertThat(RateLimitFields.parsePolicy(value)).doesNotContainNull();
            assertThat(RateLimitFields.parseLimit(value)).doesNotContainNull();
        }
    }

    @Test
    void parseRetryAfter_obsoleteDates_areRead() {
        Instant now = Instant.parse("1994-11-06T08:49:27Z");
        String[] dates = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
        };
        for (String date : dates) {
            assertThat(RateLimitFields.parseRetryAfter(date, now)).as(date).contains(Duration.ofSeconds(10));
        }
        String[] wrong = {
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37",
            "Sunday, 31-Nov-94 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994",
            "Sun Nov  6 08:49:37 1994 GMT",
            "Mon Nov  6 08:49:37 1994",
        };
        for (String bad : wrong) {
            assertThat(RateLimitFields.parseRetryAfter(bad, now)).as(bad).isEmpty();
        }
    }

    @Test
    void parseRetryAfter_yearOfTwoDigits_isAtMost50YearsAhead() {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(RateLimitFields.parseRetryAfter("Saturday, 21-Nov-76 10:00:00 GMT", now))
                .contains(Duration.between(now, Instant.parse("2076-11-21T10:00:00Z")));
        assertThat(RateLimitFields.parseRetryAfter("Sunday, 21-Nov-76 10:00:01 GMT", now))
                .as("1976")
                .contains(Duration.ZERO);
        assertThat(RateLimitFields.parseRetryAfter("Friday, 01-Jan-99 00:00:00 GMT", now))
                .contains(Duration.ZERO);
        Instant late = Instant.parse("2098-12-31T23:59:59Z");
        assertThat(RateLimitFields.parseRetryAfter("Friday, 01-Jan-00 00:00:00 GMT", late))
                .contains(Duration.between(late, Instant.parse("2100-01-01T00:00:00Z")));
    }

    @Test
    void parseRetryAfter_secondsOrDate_isTheTimeToWait() {
        Instant now = Instant.parse("2026-11-21T10:00:00Z");
        assertThat(RateLimitFields.parseRetryAfter(" 120 ", now)).contains(Duration.ofMinutes(2));
        assertThat(RateLimitFields.parseRetryAfter("0", now)).contains(Duration.ZERO);
        assertThat(RateLimitFields.parseRetryAfter("Sat, 21 Nov 2026 10:00:30 GMT", now))
                .contains(Duration.ofSeconds(30));
        assertThat(RateLimitFields.parseRetryAfter("Sat, 21 Nov 2026 09:00:30 GMT", now))
                .contains(Duration.ZERO);
        for (String date : new String[] {"Saturday, 21-Nov-26 10:00:30 GMT", "Sat Nov 21 10:00:30 2026"}) {
            assertThat(RateLimitFields.parseRetryAfter(date, now)).as(date).contains(Duration.ofSeconds(30));
        }
        for (String bad : new String[] {"", "-1", "1.5", "soon", "99999999999999999999", "Sat, 41 Nov 2026"}) {
            assertThat(RateLimitFields.parseRetryAfter(bad, now)).isEmpty();
        }
    }

    @Test
    void items_thatCannotBeSent_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QuotaPolicy.of("a\r\nSet-Cookie: b", Limit.denyAll()))
                .withMessageStartingWith("name must be printable ASCII: name=a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuotaPolicy("a", -1, Optional.empty(), "", ""))
                .withMessage("quota must be 0 to 999999999999999: quota=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new QuotaPolicy("a", 1, Optional.of(Duration.ofMillis(1500)), "", ""))
                .withMessage("window must be whole seconds, at least 1: window=PT1.5S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceLimit("a", 1, Optional.of(Duration.ofSeconds(-1)), ""))
                .withMessage("reset must be whole seconds, at least 0: reset=PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimitFields.limit(List.of()))
                .withMessage("limits must be one or more: limits=[]");
    }
}
