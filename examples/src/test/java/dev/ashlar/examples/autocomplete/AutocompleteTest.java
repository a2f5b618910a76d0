package dev.ashlar.examples.autocomplete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.examples.Main;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.trie.Completer;
import dev.ashlar.trie.Completion;
import dev.ashlar.trie.Folding;
import dev.ashlar.trie.Match;
import dev.ashlar.trie.PrefixTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutocompleteTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void query_words_areCompletedWithTyposAndHangul() throws IOException {
        Path words = folder.resolve("words.tsv");
        Files.writeString(words, "tree\t10\ntrue friends\t35\n한국\t5\n");
        assertThat(run("--words", words.toString(), "--query", "tr"))
                .contains("true friends")
                .contains("tree");
        assertThat(run("--words", words.toString(), "--query", "ㅎㄱ")).contains("한국");
        assertThat(run("--words", words.toString(), "--query", "firends")).contains("true friends  (typos: 1)");
        Files.writeString(words, "no number\n");
        assertThat(run("--words", words.toString(), "--query", "tr")).contains("line 1 of ");
    }

    @Test
    void query_withoutWords_completesTheNamesOfTheJdk() {
        assertThat(run("--query", "대한민")).contains("대한민국");
        // Which others there are depends on the JDK.
        assertThat(run("--query", "ㅎㄱ")).contains("  한국어").contains("  헝가리");
        assertThat(run("--query", "한ㄱ")).contains("  한국어");
    }

    private String run(String... options) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        String[] args = new String[options.length + 3];
        args[0] = "autocomplete";
        args[1] = "--log";
        args[2] = folder.resolve("picks.log").toString();
        System.arraycopy(options, 0, args, 3, options.length);
        Main.run(args, InputStream.nullInputStream(), out, out);
        return text.toString();
    }

    @Test
    void picks_countAtOnceAndAfterARestart() throws IOException, InterruptedException {
        Completer words = Completer.builder().add("tree", 10).add("true", 35).build();
        Path log = folder.resolve("deep/picks.log");
        try (Suggestions suggestions = Suggestions.open(words, log, NOON);
                SuggestionServer server = SuggestionServer.start(suggestions, "127.0.0.1", 0)) {
            assertThat(get(server, "tr")).startsWith("[{\"text\":\"true\"");
            assertThat(post(server, "{\"text\":\"tree\"}")).isEqualTo(204);
            assertThat(post(server, "{\"text\":\"\\ud800\"}")).isEqualTo(400);
            assertThat(post(server, "{\"text\":\"two\\nlines\"}")).isEqualTo(400);
            assertThat(post(server, "no json")).isEqualTo(400);
            assertThat(get(server, "tr")).startsWith("[{\"text\":\"tree\"");
            assertThat(get(server, null)).contains("<title>Autocomplete</title>");
        }
        try (Suggestions again = Suggestions.open(words, log, NOON)) {
            assertThat(again.top("tr", 5)).extracting(Match::text).containsExactly("tree", "true");
        }
    }

    @Test
    void picks_whatCannotBe_isAnsweredWithAnErrorAsJson() throws IOException, InterruptedException {
        Completer words = Completer.builder().add("tree", 10).build();
        try (Suggestions suggestions = Suggestions.open(words, folder.resolve("picks.log"), NOON);
                SuggestionServer server = SuggestionServer.start(suggestions, "127.0.0.1", 0)) {
            assertRefused(
                    pick(server, "application/x-www-form-urlencoded", "{\"text\":\"tree\"}"),
                    415,
                    "unsupported_media_type",
                    "the body must be sent with Content-Type: application/json");
            for (String body : List.of("no json", "", "[]", "{}", "{\"text\":1}")) {
                assertRefused(
                        pick(server, "application/json", body),
                        400,
                        "invalid_json",
                        "the body must be an object with a string \\\"text\\\"");
            }
            assertRefused(
                    pick(server, "application/json; charset=utf-8", "{\"text\":\" \"}"),
                    400,
                    "text_not_suggestible",
                    "the text must be one line of 1 to 50 characters");
        }
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String error, String message) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + error + "\",\"message\":\"" + message + "\"}");
    }

    @Test
    void serve_takenPort_isToldInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(run("--port", String.valueOf(taken.getLocalPort())))
                    .endsWith("autocomplete: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use\n");
        }
    }

    @Test
    void picks_spellingsThatFoldAlike_countAsOneAlsoAfterARestart() throws IOException {
        Completer words = Completer.builder()
                .folding(Folding.UNICODE)
                .add("France", 1)
                .add("Frankfurt", 2)
                .build();
        Path log = folder.resolve("picks.log");
        List<Match> running;
        try (Suggestions suggestions = Suggestions.open(words, log, NOON)) {
            for (int i = 0; i < 100; i++) {
                suggestions.pick("France");
                suggestions.pick(i < 10 ? "Frankfurt" : "france");
            }
            suggestions.pick("FRANCE");
            running = suggestions.top("fr", 5);
        }
        assertThat(running).extracting(Match::text).containsExactly("France", "Frankfurt");
        try (Suggestions again = Suggestions.open(words, log, NOON)) {
            assertThat(again.top("fr", 5)).isEqualTo(running);
        }
    }

    private static String get(SuggestionServer server, String typed) throws IOException, InterruptedException {
        String path = typed == null ? "/" : "/api/v1/complete?q=" + URLEncoder.encode(typed, StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(uri(server, path)).build()).body();
    }

    private static int post(SuggestionServer server, String body) throws IOException, InterruptedException {
        return pick(server, "application/json", body).statusCode();
    }

    private static HttpResponse<String> pick(SuggestionServer server, String type, String body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(server, "/api/v1/picks"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static URI uri(SuggestionServer server, String path) throws IOException {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The table of all prefixes in a store, as for those who have a store and no process to hold a completer. */
    @Test
    void prefixTable_inAStore_answersAsTheCompleter() throws IOException {
        Completer completer = Completer.builder()
                .add("tree", 10)
                .add("true", 35)
                .add("try", 29)
                .build();
        try (KvStore store = KvStore.open(folder.resolve("store"), KvOptions.DEFAULT)) {
            PrefixTable.forEach(completer, 10, 2, (prefix, best) -> put(store, prefix, best));
            for (String prefix : List.of("", "t", "tr", "tre", "true")) {
                byte[] found = store.get(("p" + prefix).getBytes(StandardCharsets.UTF_8));
                assertThat(PrefixTable.decode(found)).isEqualTo(completer.top(prefix, 2));
            }
        }
    }

    private static void put(KvStore store, String prefix, List<Completion> best) {
        try {
            store.put(("p" + prefix).getBytes(StandardCharsets.UTF_8), PrefixTable.encode(best));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
