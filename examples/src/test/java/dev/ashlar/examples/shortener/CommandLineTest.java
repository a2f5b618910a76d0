package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.examples.Main;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.lease.FileLeaseStore;
import dev.ashlar.idgen.lease.WorkerLease;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as a user calls them. */
class CommandLineTest {
    private static final String URLS = "http://a.example/\nhttp://b.example/\nhttp://a.example/\nftp://c.example/\n"
            + "${project.url}\n\nhttp://d.example/\n";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({"id,compact,7", "id,twitter,11", "hash,compact,7", "sqids,compact,2"})
    void shortener_lines_areShortenedCountedAndProven(String codes, String layout, int length) {
        assertThat(run(URLS, "shortener", "--input=-", data(), "--codes=" + codes, "--layout=" + layout))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("input:        the standard input")
                .contains("opened:       " + directory.resolve("data") + " with 0 links")
                .contains("lines:        6\n")
                .contains("distinct:     3 URLs: 3 new, 0 known from earlier runs\n")
                .contains("duplicates:   1 recognised\n")
                .contains("rejected:     2\n")
                .contains("1 not a url, such as: url must be a URL (illegal character in path): url=${project.url}\n")
                .contains("1 scheme, such as: url must have the scheme http or https: url=ftp://c.example/\n")
                .containsPattern("  [0-9A-Za-z]{" + length + "} +http://a\\.example/\n")
                .containsPattern("writes: +[0-9,]+/s, p50 [0-9,.]+ us, p99 [0-9,.]+ us")
                .containsPattern("reads: +[0-9,]+/s, p50 .*; 1 thread, 100,000 in random order")
                .contains("reopened:     " + directory.resolve("data") + " with 3 links")
                .endsWith("proven:       all 3 codes lead to their URLs after the restart\n");
    }

    @Test
    void shortener_moreShardsThanBefore_movesLinksAndFindsAll() {
        String many = IntStream.range(0, 200)
                .mapToObj(i -> "http://a.example/" + i + "\n")
                .collect(joining());
        assertThat(run(many, "shortener", "--input=-", data())).isZero();
        assertThat(run(many, "shortener", "--input=-", data(), "--shards=3"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern(
                        "opened: .* with 200 links in [0-9,]+ ms, 3 stores\nmoved: +1[0-9][0-9] links to another store\n")
                .contains("distinct:     200 URLs: 0 new, 200 known from earlier runs\n")
                .endsWith("proven:       all 200 codes lead to their URLs after the restart\n");
        assertThat(run(many, "shortener", "--input=-", data(), "--shards=2")).isEqualTo(2);
        assertThat(err.toString()).contains("--shards must be at least 3, over which the links are spread: 2");
    }

    @Test
    void shortener_secondRun_findsItsData() {
        run(URLS, "shortener", "--input=-", data());
        String[] first = out.toString().split("\n");
        out.getBuffer().setLength(0);
        assertThat(run(
                        URLS + "http://e.example/",
                        "shortener",
                        "--input=-",
                        data(),
                        "--threads=3",
                        "--durability=sync"))
                .isZero();
        assertThat(out.toString())
                .contains("distinct:     4 URLs: 1 new, 3 known from earlier runs\n")
                .contains("duplicates:   1 recognised\n")
                .contains("3 threads")
                .endsWith("proven:       all 4 codes lead to their URLs after the restart\n");
        assertThat(Stream.of(first)
                        .filter(line -> line.endsWith("http://a.example/"))
                        .toList())
                .hasSize(1)
                .allMatch(line -> out.toString().contains(line + "\n"));
    }

    @Test
    void shortener_repository_isRead() throws IOException {
        Path repository = Files.createDirectories(directory.resolve("repository/a"));
        Files.writeString(repository.resolve("a.pom"), "<project><url>http://pom.example/</url></project>");
        assertThat(run("", "shortener", "--repository=" + repository.getParent(), data()))
                .isZero();
        assertThat(out.toString()).contains("the <url> elements of 1 POM files in", "http://pom.example/");
    }

    @Test
    void shortener_file_isRead() throws IOException {
        Path file = Files.writeString(directory.resolve("urls.txt"), URLS);
        assertThat(run("", "shortener", "--input", file.toString(), data())).isZero();
        assertThat(out.toString()).contains("input:        " + file, "lines:        6\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                 | an example must be named: shortener",
                "nothing                          | Unmatched argument at index 0: 'nothing'",
                "shortener --nothing              | Unknown option: '--nothing'",
                "shortener --codes=x              | Invalid value for option '--codes'",
                "shortener --durability=x         | Invalid value for option '--durability'",
                "shortener --shards=1025          | --shards must be 1 to 1024: 1025",
                "shortener --threads=0            | --threads must be 1 to 1024: 0",
                "shortener --input=- --repository=/ | mutually exclusive",
                "shortener --codes=hash --layout=twitter | --layout goes with --codes id only: --codes hash",
                "shortener --codes=sqids --layout=twitter | --layout goes with --codes id only: --codes sqids",
                "shortener --input=/no/such/file  | --input must be a file that is there: /no/such/file",
                "shortener --input=/              | --input must be a file that is there: /",
                "shortener --repository=/no/such  | the Maven repository must be a directory that is there",
                "shortener --input=-              | there must be at least one URL to shorten, but there is none in the standard input",
                "shortener --data=x serve         | options must stand after serve, not before it: --data",
                "shortener --threads=2 serve --port=0 | options must stand after serve, not before it: --threads",
                "shortener --input=- serve        | options must stand after serve, not before it: --input",
                "shortener --input=- --data=      | --data must name a directory: it is empty",
                "shortener serve --port=0 --data= | --data must name a directory: it is empty",
                "shortener serve --port=65536     | --port must be 0 to 65535: 65536",
                "shortener serve --port=x         | Invalid value for option '--port'",
                "shortener serve --redirect=307   | --redirect must be 301 or 302: 307",
                "shortener serve --rate=5/day     | --rate and --burst must be a limit that can be kept: must be N/second",
                "shortener serve --burst=0        | --burst must be at least 1: 0",
                "shortener serve --limits=x --burst=2 | --limits must be given without --rate and --burst: x",
                "shortener serve --limits=pom.xml | --limits must be rules: pom.xml: document must be ",
                "shortener serve --base-url=x     | --base-url must be a URL: url must start with http",
                "shortener serve --base-url=http://a.example/?x | --base-url must have no query"
            })
    void anyCommand_badUsage_isOneLineAndExitCode2(String line, String message) {
        List<String> arguments = new ArrayList<>(List.of(line == null ? new String[0] : line.split(" ")));
        assertThat(run("", arguments.toArray(new String[0]))).isEqualTo(2);
        assertOneLine(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shortener_allRejected_isToldWithExitCode2() {
        assertThat(run("x\ny\n", "shortener", "--input=-", data())).isEqualTo(2);
        assertThat(out.toString()).contains("lines:        2\n", "2 not a url").doesNotContain("opened:");
        assertThat(directory.resolve("data")).doesNotExist();
        assertOneLine("there must be at least one URL that can be shortened, but all 2 lines were rejected");
    }

    @Test
    void anyCommand_help_isPrinted() {
        assertThat(run("", "--help")).isZero();
        assertThat(out.toString()).contains("EXAMPLE", "shortener", "-h, --help");
        assertThat(run("", "-h")).isZero();
        assertThat(run("", "shortener", "--help")).isZero();
        assertThat(run("", "shortener", "serve", "--help")).isZero();
        assertThat(out.toString())
                .contains("--input=FILE", "--codes=WAY", "--rate=N/PERIOD", "--redirect=STATUS", "--limits=FILE");
    }

    @Test
    void anyCommand_outputCannotBeWritten_isToldWithExitCode1() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        PrintWriter to = new PrintWriter(new PrintStream(full, true), true);
        InputStream in = new ByteArrayInputStream(URLS.getBytes(UTF_8));
        assertThat(Main.run(new String[] {"shortener", "--input=-", data()}, in, to, new PrintWriter(err, true)))
                .isEqualTo(1);
        assertOneLine("the output could not be written");
    }

    @Test
    void serve_onAllAddresses_warnsThatShortUrlsLeadToThisMachineOnly() throws IOException {
        String warning = "serve: short URLs begin with http://localhost:";
        try (Service service = Service.start(directory.resolve("data"), "--host=0.0.0.0")) {
            assertThat(service.said()).startsWith(warning).endsWith("; set --base-url\n");
        }
        try (Service service =
                Service.start(directory.resolve("data"), "--host=0.0.0.0", "--base-url=https://s.example")) {
            assertThat(service.said()).doesNotContain(warning);
        }
    }

    @Test
    void serve_takenPort_isToldAndLeavesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(run("", "shortener", "serve", "--host=0.0.0.0", "--port=" + taken.getLocalPort(), data()))
                    .isEqualTo(1);
            assertOneLine("cannot listen on 0.0.0.0:" + taken.getLocalPort() + ": Address already in use");
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void anyCommand_dataInUseByAnotherProcess_isToldAndHarmsNothing() throws Exception {
        try (Service service = Service.start(directory.resolve("data"))) {
            for (String[] command : new String[][] {{"--input=-"}, {"serve", "--port=0"}}) {
                List<String> arguments = new ArrayList<>(List.of("shortener"));
                arguments.addAll(List.of(command));
                arguments.add(data());
                assertThat(run(URLS, arguments.toArray(new String[0]))).isEqualTo(1);
                assertOneLine("must not be in use: process " + service.pid() + " has it open");
                err.getBuffer().setLength(0);
            }
            assertThat(service.shorten(HttpClient.newHttpClient(), "http://example.org/"))
                    .hasSize(7);
        }
    }

    @Test
    void anyCommand_noWorkerNumberIsFree_isToldWithExitCode1() throws IOException {
        List<Closeable> others = new ArrayList<>();
        FileLeaseStore leases = FileLeaseStore.open(directory.resolve("data/workers"));
        for (int i = 0; i <= Layout.TWITTER.maxWorker(); i++) {
            others.add(WorkerLease.acquire(leases, Layout.TWITTER.maxWorker(), Duration.ofSeconds(10)));
        }
        for (String[] command : new String[][] {{"--input=-"}, {"serve", "--port=0"}}) {
            List<String> arguments = new ArrayList<>(List.of("shortener"));
            arguments.addAll(List.of(command));
            arguments.addAll(List.of("--layout=twitter", data()));
            assertThat(run(URLS, arguments.toArray(new String[0]))).isEqualTo(1);
            assertOneLine("all worker numbers from 0 to 31 are leased");
            err.getBuffer().setLength(0);
        }
        for (Closeable other : others) {
            other.close();
        }
        assertThat(run(URLS, "shortener", "--input=-", "--layout=twitter", data()))
                .isZero();
    }

    @Test
    void anyCommand_damagedData_isToldWithFileAndOffset() throws IOException {
        run(URLS, "shortener", "--input=-", data());
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] ^= 0x55;
                }
                Files.write(file, bytes);
            }
        }
        assertThat(run(URLS, "shortener", "--input=-", data())).isEqualTo(1);
        assertThat(run("", "shortener", "serve", "--port=0", data())).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains(" is damaged at offset "));
    }

    @Test
    void anyCommand_dataIsAFile_isTold() throws IOException {
        Files.writeString(directory.resolve("data"), "x");
        assertThat(run(URLS, "shortener", "--input=-", data())).isEqualTo(1);
        assertOneLine(directory.resolve("data") + ": is there, but is no directory");
    }

    private void assertOneLine(String message) {
        List<String> lines =
                err.toString().lines().filter(line -> !line.startsWith("Try '")).toList();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains(message).doesNotContain("Exception");
    }

    private String data() {
        return "--data=" + directory.resolve("data");
    }

    private int run(String in, String... arguments) {
        return Main.run(
                arguments,
                new ByteArrayInputStream(in.getBytes(UTF_8)),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
