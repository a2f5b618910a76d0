package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All Java of README.md compiles without a warning, with the clients and libraries that it names. */
class ReadmeSnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String IMPORTS = """
            import static java.util.concurrent.TimeUnit.NANOSECONDS;
            import dev.ashlar.ratelimit.*;
            import dev.ashlar.ratelimit.redis.*;
            import dev.ashlar.ratelimit.rules.*;
            import io.lettuce.core.ScriptOutputType;
            import io.lettuce.core.api.async.RedisAsyncCommands;
            import io.micrometer.core.instrument.*;
            import java.nio.file.Path;
            import java.time.Duration;
            import java.util.List;
            import java.util.concurrent.CompletableFuture;
            import redis.clients.jedis.*;
            """;
    private static final String GIVEN =
            "io.lettuce.core.RedisClient client, String host, int port, String user, Path file, MeterRegistry registry";

    @TempDir
    Path directory;

    @Test
    void snippets_compiled_giveNoWarning() throws IOException {
        List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(snippets).hasSize(5);
        for (int i = 0; i < snippets.size(); i++) {
            assertThat(compile("Snippet" + i, snippets.get(i)))
                    .as(snippets.get(i))
                    .isEmpty();
        }
    }

    @Test
    void snippets_wrong_areFoundToBe() throws IOException {
        assertThat(compile("Wrong", "List<Long> numbers = (List<Long>) (Object) List.of(1);"))
                .contains("[unchecked]");
        assertThat(compile("Unknown", "RateLimiter limiter = TokenBucket.unheardOf();"))
                .contains("unheardOf");
    }

    private String compile(String name, String snippet) throws IOException {
        String body =
                snippet.contains("private ") ? snippet : "void run(" + GIVEN + ") throws Exception {" + snippet + "}";
        Path source = directory.resolve(name + ".java");
        Files.writeString(source, IMPORTS + "class " + name + " {" + body + "}");
        StringWriter out = new StringWriter();
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "-proc:none",
                        "-Xlint:all,-path,-classfile",
                        "-Werror",
                        "-d",
                        directory.toString(),
                        "--class-path",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        source.toString());
        return result == 0 ? out.toString() : result + ": " + out;
    }
}
