package dev.ashlar.ratelimit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ashlar.ratelimit.FixedWindow;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.RateLimiter;
import dev.ashlar.ratelimit.SlidingWindowCounter;
import dev.ashlar.ratelimit.SlidingWindowLog;
import dev.ashlar.ratelimit.TokenBucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitRulesTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static final String YAML = """
            domain: messaging
            descriptors:
              - key: message_type
                value: marketing
                descriptors:
                  - key: user
                    rate_limit:
                      unit: day
                      requests_per_unit: 5
                  - key: user
                    value: vip*
                    rate_limit: {unlimited: true, name: vips}
              - key: path
                value: /login*
                shadow_mode: true
                rate_limit: {unit: minute, requests_per_unit: 5, algorithm: sliding_window}
              - key: path
                value: /closed
                rate_limit: {unit: second, requests_per_unit: 0}
              - key: tenant
                value: 42
                rate_limit: {unit: hour, requests_per_unit: 10, algorithm: fixed_window}
              - key: tenant
                rate_limit: {unit: hour, requests_per_unit: 10, burst: 3}
              - key: log
                rate_limit: {unit: hour, requests_per_unit: 10, algorithm: sliding_log}
            """;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void parse_document_hasItsRules() {
        assertThat(YamlRules.parse(YAML).build().rules())
                .extracting(Rule::name, rule -> rule.limit().toString(), Rule::shadow)
                .containsExactly(
                        rule("messaging: (message_type, marketing), (user, *)", TokenBucket.of(5, 5, DAY), false),
                        rule("vips", Limit.unlimited(), false),
                        rule("messaging: (path, /login*)", SlidingWindowCounter.of(5, Duration.ofMinutes(1)), true),
                        rule("messaging: (path, /closed)", Limit.denyAll(), false),
                        rule("messaging: (tenant, 42)", FixedWindow.byWallClock(10, Duration.ofHours(1)), false),
                        rule("messaging: (tenant, *)", TokenBucket.of(3, 10, Duration.ofHours(1)), false),
                        rule("messaging: (log, *)", SlidingWindowLog.of(10, Duration.ofHours(1)), false));
    }

    private static org.assertj.core.groups.Tuple rule(String name, Limit limit, boolean shadow) {
        return org.assertj.core.groups.Tuple.tuple(name, limit.toString(), shadow);
    }

    @Test
    void read_file_isThatDocument(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("limits.yaml"), YAML);
        assertThat(YamlRules.read(file).build().rules()).hasSize(7);
    }

    @Test
    void evaluate_eachCombinationOfValues_hasItsOwnState() {
        RateLimitRules rules = rules();
        for (int i = 4; i >= 0; i--) {
            RuleDecision decision = rules.evaluate(Descriptor.of("message_type", "marketing", "user", "ann"));
            assertThat(decision.granted()).isTrue();
            assertThat(decision.decision().remaining()).isEqualTo(i);
        }
        RuleDecision refused = rules.evaluate(Descriptor.of("message_type", "marketing", "user", "ann"));
        assertThat(refused.granted()).isFalse();
        assertThat(refused.rule().orElseThrow().name()).isEqualTo("messaging: (message_type, marketing), (user, *)");
        assertThat(refused.decision().retryAfter()).isEqualTo(DAY.dividedBy(5));
        assertThat(rules.evaluate(Descriptor.of("message_type", "marketing", "user", "bob"))
                        .granted())
                .isTrue();
        clock.addAndGet(DAY.toNanos() / 5);
        assertThat(rules.evaluate(Descriptor.of("message_type", "marketing", "user", "ann"))
                        .granted())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/login, messaging: (path; /login*)",
        "/login/2, messaging: (path; /login*)",
        "/closed, messaging: (path; /closed)",
        "/close, ",
        "'', "
    })
    void match_values_exactBeforeBeginningBeforeAny(String value, String name) {
        assertThat(rules().match(Descriptor.of("path", value)).map(Rule::name).orElse(null))
                .isEqualTo(name == null ? null : name.replace(';', ','));
    }

    @Test
    void match_moreOrFewerEntries_isNoRule() {
        RateLimitRules rules = rules();
        assertThat(rules.match(Descriptor.of("message_type", "marketing"))).isEmpty();
        assertThat(rules.match(Descriptor.of("message_type", "marketing", "user", "a", "x", "y")))
                .isEmpty();
        assertThat(rules.match(Descriptor.of("user", "a", "message_type", "marketing")))
                .isEmpty();
        assertThat(rules.match(Descriptor.of("message_type", "marketing", "user", "vip1"))
                        .map(Rule::name))
                .contains("vips");
        RuleDecision unlimited = rules.evaluate(Descriptor.of("nothing", "known"));
        assertThat(unlimited.granted()).isTrue();
        assertThat(unlimited.rule()).isEmpty();
    }

    @Test
    void evaluate_shadow_countsAndRefusesNobody() {
        RateLimitRules rules = rules();
        for (int i = 0; i < 5; i++) {
            assertThat(rules.evaluate(Descriptor.of("path", "/login")).shadowed())
                    .isEmpty();
        }
        RuleDecision decision = rules.evaluate(Descriptor.of("path", "/login"));
        assertThat(decision.granted()).isTrue();
        assertThat(decision.shadowed()).extracting(Rule::name).containsExactly("messaging: (path, /login*)");
    }

    @Test
    void evaluate_refusedRequest_isNotCountedByShadows() {
        RateLimitRules rules = RateLimitRules.builder("d")
                .rule(TokenBucket.of(1, 1, DAY), "a", "*")
                .shadowRule(TokenBucket.of(2, 1, DAY), "b", "*")
                .build();
        Descriptor real = Descriptor.of("a", "x");
        Descriptor shadow = Descriptor.of("b", "y");
        assertThat(rules.evaluate(real, shadow).granted()).isTrue();
        for (int i = 0; i < 3; i++) {
            RuleDecision refused = rules.evaluate(shadow, real);
            assertThat(refused.granted()).isFalse();
            assertThat(refused.shadowed()).isEmpty();
        }
        assertThat(rules.evaluate(shadow).shadowed())
                .as("the second that counts")
                .isEmpty();
        assertThat(rules.evaluate(shadow).shadowed()).as("the third").hasSize(1);
    }

    @Test
    void parse_values_areTakenAsTheyAreWritten() {
        for (String value :
                new String[] {"1.10", "1e3", "010", "0x1F", "yes", "true", "-0", ".inf", "null", "2026-01-02"}) {
            RateLimitRules rules = YamlRules.parse("domain: d\ndescriptors:\n  - key: k\n    value: " + value
                            + "\n    rate_limit: {unit: day, requests_per_unit: 1}\n")
                    .build();
            assertThat(rules.match(Descriptor.of("k", value))).as(value).isPresent();
        }
    }

    @Test
    void evaluate_namesThatLookLikeValues_shareNoState() {
        Set<String> states = new HashSet<>();
        RateLimitRules rules = RateLimitRules.builder("d")
                .rule("a|1:x", Descriptor.of("k", "*"), Limit.denyAll(), false)
                .rule("a", Descriptor.of("k", "*", "l", "*"), Limit.denyAll(), false)
                .limiters(rule -> key -> {
                    states.add(key);
                    return LocalRateLimiter.of(rule.limit());
                })
                .build();
        rules.evaluate(Descriptor.of("k", "y"));
        rules.evaluate(Descriptor.of("k", "x", "l", "y"));
        assertThat(states).hasSize(2);
    }

    @Test
    void evaluate_severalDescriptors_allOrNothingAndTheLongestWait() {
        RateLimitRules rules = rules();
        Descriptor ann = Descriptor.of("message_type", "marketing", "user", "ann");
        Descriptor tenant = Descriptor.of("tenant", "7");
        for (int i = 0; i < 3; i++) {
            RuleDecision decision = rules.evaluate(ann, tenant, tenant);
            assertThat(decision.rule().orElseThrow().name()).isEqualTo("messaging: (tenant, *)");
            assertThat(decision.decision().remaining()).isEqualTo(2 - i);
        }
        RuleDecision refused = rules.evaluate(ann, tenant);
        assertThat(refused.rule().orElseThrow().name()).isEqualTo("messaging: (tenant, *)");
        assertThat(rules.evaluate(ann).decision().remaining())
                .as("was not charged")
                .isEqualTo(1);
        rules.evaluate(ann);
        assertThat(rules.evaluate(tenant, ann).decision().retryAfter()).isEqualTo(DAY.dividedBy(5));
    }

    @Test
    void evaluate_hostileValues_shareNoState() {
        Map<String, RateLimiter> states = new HashMap<>();
        RateLimitRules rules = RateLimitRules.builder("d")
                .rule(TokenBucket.of(1, 1, DAY), "a", "*", "b", "*")
                .limiters(rule -> key -> states.computeIfAbsent(key, absent -> LocalRateLimiter.of(rule.limit())))
                .build();
        String[][] values = {{"1|1:x", "y"}, {"1", "1:x|y"}, {"", "1|y"}, {"1|1:x|1:y", ""}, {"*", "*"}};
        for (String[] value : values) {
            assertThat(rules.evaluate(Descriptor.of("a", value[0], "b", value[1]))
                            .granted())
                    .isTrue();
        }
        assertThat(states).hasSize(values.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                              | document must be a mapping",
                "`domain: a`                                                     | descriptors must be set",
                "`{domain: a, descriptors: 5}`                                   | descriptors must be a list: descriptors=5",
                "`{domain: a, descriptors: [5]}`                    | descriptors[0] must be a mapping: descriptors[0]=5",
                "`{domain: a, descriptors: [{value: b}]}`                        | descriptors[0].key must be set",
                "`{domain: a, descriptors: [{key: [b]}]}`           | descriptors[0].key must be a text: key=[b]",
                "`{domain: a, descriptors: [], more: 1}`                         | more is not known",
                "`{domain: a, descriptors: [{key: b, keys: 1}]}`                 | descriptors[0].keys is not known",
                "`{domain: a, descriptors: [{key: b, shadow_mode: maybe}]}`      | descriptors[0].shadow_mode must be true or false: shadow_mode=maybe",
                "`{domain: a, descriptors: [{key: b}]}` | descriptors[0] must have a rate_limit, which can be unlimited, or descriptors: descriptors[0]={key=b}",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 0, algorithm: best}}]}` | descriptors[0].rate_limit.algorithm must be token_bucket, fixed_window, sliding_window or sliding_log: algorithm=best",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 0x10}}]}` | descriptors[0].rate_limit.requests_per_unit must be a whole number: requests_per_unit=0x10",
                "`{domain: a, descriptors: [{key: b, rate_limit: {}}]}`          | descriptors[0].rate_limit.unit must be set",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: fortnight, requests_per_unit: 1}}]}` | descriptors[0].rate_limit.unit must be second, minute, hour or day: unit=fortnight",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: -1}}]}` | descriptors[0].rate_limit.requests_per_unit must be >= 0: requests_per_unit=-1",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 1.5}}]}` | descriptors[0].rate_limit.requests_per_unit must be a whole number: requests_per_unit=1.5",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 99999999999999999999}}]}` | descriptors[0].rate_limit.requests_per_unit must fit into 64 bits: requests_per_unit=99999999999999999999",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 1, algorithm: best}}]}` | descriptors[0].rate_limit.algorithm must be token_bucket, fixed_window, sliding_window or sliding_log: algorithm=best",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: day, requests_per_unit: 1, algorithm: fixed_window, burst: 2}}]}` | descriptors[0].rate_limit.burst must be of a token bucket: burst=2",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unit: second, requests_per_unit: 1000000001}}]}` | descriptors[0].rate_limit permits must be <= 1 per nanosecond: permits=1000000001, period=PT1S: rate_limit={unit=second, requests_per_unit=1000000001}",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unlimited: true, unit: day}}]}` | descriptors[0].rate_limit must have no numbers if it is unlimited: rate_limit={unlimited=true, unit=day}",
                "`{domain: a, descriptors: [{key: b, rate_limit: {unlimited: true}}, {key: b, rate_limit: {unlimited: true, name: c}}]}` | descriptors[1].rate_limit rule must be the only one of its pattern: pattern=(b, *): rate_limit={unlimited=true, name=c}",
            })
    void parse_wrong_tellsWhereAndWhy(String yaml, String message) {
        assertThatExceptionOfType(RulesFormatException.class)
                .isThrownBy(() -> YamlRules.parse(yaml))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{domain: a, domain: b, descriptors: []}",
                "domain: a: b",
                "{domain: !!java.net.URL [http://a/], descriptors: []}",
                "{domain: a, descriptors: &x [{key: b, descriptors: *x}]}",
                "{domain: &x a, descriptors: [{key: *x, rate_limit: {unlimited: true}}]}",
                "\u0000",
                "{",
            })
    void parse_hostile_isRefused(String yaml) {
        assertThatExceptionOfType(RulesFormatException.class).isThrownBy(() -> YamlRules.parse(yaml));
    }

    @Test
    void parse_tooDeepOrTooLong_isRefused() {
        String deep = "{domain: a, descriptors: " + "[{key: b, descriptors: ".repeat(11) + "[]" + "}]".repeat(11) + "}";
        assertThatExceptionOfType(RulesFormatException.class)
                .isThrownBy(() -> YamlRules.parse(deep))
                .withMessageEndingWith("must not be nested deeper than 10");
        assertThatExceptionOfType(RulesFormatException.class).isThrownBy(() -> YamlRules.parse("[".repeat(200_000)));
        assertThatExceptionOfType(RulesFormatException.class)
                .isThrownBy(() -> YamlRules.parse("domain: " + "a".repeat(1_000_001)));
    }

    @Test
    void builder_illegal_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Descriptor.of("a"))
                .withMessage("keysAndValues must be pairs: keysAndValues=[a]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Descriptor.of())
                .withMessage("entries must be one or more: entries=[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules().evaluate(0, List.of()))
                .withMessage("permits must be > 0: permits=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimitRules.builder("d")
                        .rule(Limit.denyAll(), "a", "b")
                        .rule(Limit.unlimited(), "a", "b"))
                .withMessage("rule must be the only one of its name: name=d: (a, b)");
    }

    private RateLimitRules rules() {
        return YamlRules.parse(YAML).nanoClock(clock::get).build();
    }
}
