package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What this process has taken of the machine, as Linux tells it. */
final class Spent {
    private Spent() {}

    /** The bytes that it has sent to drives, or made such that they will be. */
    static long writtenBytes() throws IOException {
        return number(Path.of("/proc/self/io"), "write_bytes:");
    }

    /** The most memory that it had at once. */
    static long peakBytes() throws IOException {
        return 1024 * number(Path.of("/proc/self/status"), "VmHWM:");
    }

    static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(
                        line.substring(name.length()).replace("kB", "").trim());
            }
        }
        throw new IOException(file + " must have a line " + name);
    }
}
