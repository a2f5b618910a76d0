package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void example_asWritten_runs() {
        // example: start
        Snowflake ids = Snowflake.builder()
                .epoch(Instant.parse("2024-01-01T00:00:00Z"))
                .datacenter(3)
                .worker(7)
                .onRollback(Rollback.freeze(Duration.ofSeconds(5)))
                .onExhausted(Exhaustion.borrow(Duration.ofMillis(50)).thenAwait(Duration.ofSeconds(6)))
                .build();

        long id = ids.next();
        Snowflake.Parts parts = ids.parse(id); // its time, datacenter 3, worker 7, sequence
        String code = Base62.encode(id, Base62.MAX_LENGTH); // sorts like the id
        long sinceNewYear = ids.floor(Instant.parse("2025-01-01T00:00:00Z")); // WHERE id >= ?
        // example: end

        assertThat(parts.worker()).isEqualTo(7);
        assertThat(Base62.decode(code)).isEqualTo(id);
        assertThat(ids.parse(sinceNewYear).timestamp()).isEqualTo(Instant.parse("2025-01-01T00:00:00Z"));
    }

    @Test
    void example_ofTheReadme_isTheOneThatRuns() throws IOException {
        String test = Files.readString(Path.of("src/test/java/dev/ashlar/idgen/ReadmeTest.java"));
        String example = test.substring(
                        test.indexOf("// example: start\n") + 18, test.indexOf("        // example: end\n"))
                .lines()
                .map(line -> line.isBlank() ? "" : line.substring(8))
                .collect(Collectors.joining("\n", "```java\n", "\n```"));
        assertThat(Files.readString(Path.of("README.md"))).contains(example);
    }
}
