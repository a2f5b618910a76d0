package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that wait for permits give their carriers up, as the events of the JVM tell. */
class VirtualThreadsTest {
    @TempDir
    Path directory;

    /** In a program of its own: this one is compiled for a Java without virtual threads. */
    @Test
    void waiting_virtualThreads_neverPin() throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(Runtime.version().feature() >= 21, "there are virtual threads");
        Path classes = Path.of(LocalRateLimiter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--class-path",
                        classes.toString(),
                        "src/test/resources/dev/ashlar/ratelimit/WaitingVirtually.java",
                        directory.resolve("events.jfr").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(out).content().isEqualToNormalizingNewlines("""
                bucket: waited, woken
                log: waited, woken
                shaper: waited, woken
                key: waited, woken
                redis: waited, woken
                pinned by limiters: 0
                pinned by the program: true
                """);
    }
}
