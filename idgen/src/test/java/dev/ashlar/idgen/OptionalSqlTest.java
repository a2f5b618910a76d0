package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a runtime image without java.sql everything works that is not on JDBC. */
class OptionalSqlTest {
    @TempDir
    Path directory;

    @Test
    void program_withoutJavaSql_runs() throws Exception {
        Path source = directory.resolve("Main.java");
        Files.writeString(source, """
                import dev.ashlar.idgen.*;
                import dev.ashlar.idgen.lease.*;
                import java.nio.file.Path;
                import java.time.Duration;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        if (ModuleLayer.boot().findModule("java.sql").isPresent()) {
                            throw new AssertionError();
                        }
                        try (WorkerLease lease = WorkerLease.acquire(
                                FileLeaseStore.open(Path.of(args[0])), 3, Duration.ofSeconds(30))) {
                            Snowflake ids = Snowflake.builder()
                                    .layout(Layout.INSTAGRAM).worker(lease).build();
                            System.out.println(ids.parse(ids.next()).worker());
                        }
                        System.out.println(Segments.of(new InMemorySegmentStore(), "x").next());
                    }
                }
                """);
        String module = Path.of("target", "classes").toAbsolutePath().toString();
        Process compiler = new ProcessBuilder(
                        tool("javac"),
                        "--module-path",
                        module,
                        "--add-modules",
                        "dev.ashlar.idgen",
                        "-d",
                        directory.toString(),
                        source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        Process process = new ProcessBuilder(
                        tool("java"),
                        "--limit-modules",
                        "java.base,dev.ashlar.idgen",
                        "--module-path",
                        module,
                        "--add-modules",
                        "dev.ashlar.idgen",
                        "-cp",
                        directory.toString(),
                        "Main",
                        directory.resolve("leases").toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out.lines()).containsExactly("0", "1");
        assertThat(process.waitFor()).isZero();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
