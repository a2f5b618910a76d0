package dev.ashlar.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user on the module path: compiles against every module and runs without a single warning of the JVM. */
class ModulePathTest {
    /** What the libraries need; everything else on the class path is the examples' or the tests'. */
    private static final List<String> NEEDED = List.of("hash4j", "lz4-java", "jspecify");

    @TempDir
    Path directory;

    @Test
    void consumer_onTheModulePath_runsWithoutAWarning() throws Exception {
        Path classes = compile();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=deny");
            command.add("--illegal-native-access=deny");
        }
        command.addAll(List.of("--module-path", modulePath() + File.pathSeparator + classes));
        command.addAll(List.of(
                "--module", "consumer/consumer.Main", directory.resolve("data").toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertThat(Files.readString(directory.resolve("err"))).isEmpty();
        assertThat(out.lines())
                .containsExactly(
                        "bloom true", "hashring 6", "idgen 7", "ratelimit false", "trie true", "kvstore value");
        assertThat(exit).isZero();
    }

    private Path compile() throws IOException {
        Path sources = directory.resolve("src");
        Path main = Files.createDirectories(sources.resolve("consumer")).resolve("Main.java");
        Path module = sources.resolve("module-info.java");
        copy("module-info.txt", module);
        copy("Main.txt", main);
        Path classes = directory.resolve("classes");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-Xlint:all",
                        "-Werror",
                        "--class-path",
                        directory.toString(),
                        "--module-path",
                        modulePath(),
                        "-d",
                        classes.toString(),
                        module.toString(),
                        main.toString());
        assertThat(result).isZero();
        return classes;
    }

    private static void copy(String resource, Path to) throws IOException {
        try (var in = ModulePathTest.class.getResourceAsStream(resource)) {
            assertThat(in).isNotNull();
            Files.copy(in, to);
        }
    }

    /** From the class path of this test: the jars of our modules, or their class folders before they are packaged. */
    private static String modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(ModulePathTest::isNeeded)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNeeded(String entry) {
        String name = Path.of(entry).getFileName().toString();
        boolean ours = Files.exists(Path.of(entry, "module-info.class"))
                || name.startsWith("ashlar-") && name.endsWith(".jar") && !name.contains("examples");
        return ours || NEEDED.stream().anyMatch(name::startsWith);
    }
}
