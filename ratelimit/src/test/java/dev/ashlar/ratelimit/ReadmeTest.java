package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of README.md, which must be the code between the marks here. */
class ReadmeTest {
    // README begin
    private final KeyedRateLimiter<String> requests = KeyedRateLimiter.<String>builder()
            .limit(TokenBucket.of(20, 10, Duration.ofMinutes(1))) // bursts of 20, 10 a minute for good
            .maxKeys(1_000_000)
            .overflow(OverflowPolicy.DENY_NEW_KEYS)
            .build();

    String handle(String client) {
        Decision decision = requests.decide(client);
        return decision.granted()
                ? "200, " + decision.remaining() + " of " + decision.limit() + " left"
                : "429, retry after "
                        + decision.retryAfter().plusNanos(999_999_999).toSeconds() + " s";
    }
    // README end

    @Test
    void example_burstOf21_refusesTheLast() {
        for (int left = 19; left >= 0; left--) {
            assertThat(handle("10.1.2.3")).isEqualTo("200, " + left + " of 20 left");
        }
        assertThat(handle("10.1.2.3")).startsWith("429, retry after ");
        assertThat(handle("10.4.5.6")).startsWith("200");
    }

    @Test
    void example_readme_isThisCode() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/ashlar/ratelimit/ReadmeTest.java"));
        String code = source.substring(source.indexOf("// README begin\n") + 16, source.indexOf("    // README end\n"));
        assertThat(Files.readString(Path.of("README.md")))
                .contains("```java\n" + code.stripTrailing().stripIndent() + "\n```\n");
    }
}
