package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.idgen.lease.JdbcLeaseStore;
import dev.ashlar.idgen.lease.WorkerLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
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
    void leaseExample_asWritten_runs() throws IOException {
        DataSource dataSource = Databases.h2();
        JdbcLeaseStore.of(dataSource, "orders").createTable();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

        // example: start
        JdbcLeaseStore store = JdbcLeaseStore.of(dataSource, "orders");
        WorkerLease lease = WorkerLease.acquire(store, Layout.TWITTER.maxWorker(), Duration.ofSeconds(30));
        lease.renewOn(scheduler); // threads of yours; or call lease.renew()
        Snowflake ids = Snowflake.builder().datacenter(3).worker(lease).build();
        // example: end

        assertThat(ids.parse(ids.next()).worker()).isEqualTo(lease.worker());
        assertThat(scheduler.shutdownNow()).as("the task that renews").hasSize(1);
        lease.close();
    }

    @Test
    void examples_ofTheReadme_areTheOnesThatRun() throws IOException {
        String test = Files.readString(Path.of("src/test/java/dev/ashlar/idgen/ReadmeTest.java"));
        List<String> examples = Pattern.compile("// example: start\n(.*?)\n *// example: end\n", Pattern.DOTALL)
                .matcher(test)
                .results()
                .map(found -> "```java\n" + found.group(1).replaceAll("(?m)^ {8}", "") + "\n```")
                .toList();
        List<String> shown = Pattern.compile("```java\n.*?\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(shown).isEqualTo(examples).hasSize(2);
    }
}
