package dev.ashlar.idgen.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.idgen.Databases;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a store of leases: started, paused and killed by signals. */
class LeaseProcessesTest {
    private static final String LONG = "3600000";

    private final List<Child> children = new ArrayList<>();

    @TempDir
    Path directory;

    private final class Child {
        final Process process;
        final BufferedWriter in;
        final BufferedReader out;

        Child(String... arguments) throws IOException {
            String classes = String.join(
                    File.pathSeparator, "target/test-classes", "target/classes", System.getProperty("java.class.path"));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classes,
                    LeaseChild.class.getName()));
            command.addAll(List.of(arguments));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = process.outputWriter(StandardCharsets.UTF_8);
            out = process.inputReader(StandardCharsets.UTF_8);
            children.add(this);
        }

        void tell(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        String answer() throws IOException {
            String line = out.readLine();
            assertThat(line).as("the child must live").isNotNull();
            return line;
        }

        String ask(String line) throws IOException {
            tell(line);
            return answer();
        }

        void signal(String name) throws Exception {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Child child : children) {
            child.process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    private Child onPostgres(String scope, String duration, int maxWorker) throws IOException {
        JdbcLeaseStore.of(Databases.postgres(), scope).createTable();
        return new Child(
                "postgres", Integer.toString(Databases.postgresPort()), scope, duration, Integer.toString(maxWorker));
    }

    private Child onFiles(int maxWorker) throws IOException {
        return new Child("files", directory.toString(), "-", LONG, Integer.toString(maxWorker));
    }

    private static void neverShare(List<Child> racers) throws IOException {
        for (int round = 0; round < 20; round++) {
            for (Child child : racers) {
                child.tell("acquire");
            }
            List<String> held = new ArrayList<>();
            int refused = 0;
            for (Child child : racers) {
                String answer = child.answer();
                if (answer.equals("NoFreeWorkerException")) {
                    refused++;
                } else {
                    held.add(answer.substring(0, answer.indexOf(' ')));
                }
            }
            assertThat(held).doesNotHaveDuplicates().containsExactlyInAnyOrder("0", "1");
            assertThat(refused).isEqualTo(1);
            for (Child child : racers) {
                child.ask("close");
            }
        }
    }

    @Test
    void acquire_processesRaceForFiles_neverHoldTheSame() throws IOException {
        neverShare(List.of(onFiles(1), onFiles(1), onFiles(1)));
    }

    @Test
    void acquire_processesRaceOnPostgres_neverHoldTheSame() throws IOException {
        String scope = UUID.randomUUID().toString();
        neverShare(List.of(onPostgres(scope, LONG, 1), onPostgres(scope, LONG, 1), onPostgres(scope, LONG, 1)));
    }

    @Test
    void next_holderIsStoppedPastItsLeaseAndResumed_issuesNothing() throws Exception {
        String scope = UUID.randomUUID().toString();
        Child paused = onPostgres(scope, "3000", 0);
        Child other = onPostgres(scope, "60000", 0);
        assertThat(paused.ask("acquire")).isEqualTo("0 1");
        long before = Long.parseLong(paused.ask("next"));
        paused.signal("STOP");
        String taken = other.ask("acquire");
        while (taken.equals("NoFreeWorkerException")) { // until the lease has expired at the database
            taken = other.ask("acquire");
        }
        assertThat(taken).isEqualTo("0 2");
        long first = Long.parseLong(other.ask("next"));
        assertThat(first).isGreaterThan(before);
        paused.tell("next");
        paused.signal("CONT");
        assertThat(paused.answer()).isEqualTo("LeaseExpiredException");
        assertThat(paused.ask("renew")).isEqualTo("false");
        assertThat(paused.ask("next")).isEqualTo("LeaseExpiredException");
        assertThat(Long.parseLong(other.ask("next"))).isGreaterThan(first);
    }

    @Test
    void acquire_holderOfAFileWasKilled_isFreeAtOnceAndFenced() throws Exception {
        Child killed = onFiles(0);
        assertThat(killed.ask("acquire")).isEqualTo("0 1");
        long before = Long.parseLong(killed.ask("next"));
        Child stopped = onFiles(0);
        assertThat(stopped.ask("acquire")).isEqualTo("NoFreeWorkerException");
        killed.signal("STOP");
        assertThat(stopped.ask("acquire")).as("paused, not dead").isEqualTo("NoFreeWorkerException");
        killed.process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        FileLeaseStore store = FileLeaseStore.open(directory);
        LeaseGrant grant = store.acquire(0, java.time.Duration.ofHours(1), 0).orElseThrow();
        assertThat(grant.token()).isEqualTo(2);
        assertThat(grant.usedUntilMillis()).isGreaterThan((before >>> 22) + 1_577_836_800_000L);
        store.release(grant);
    }
}
