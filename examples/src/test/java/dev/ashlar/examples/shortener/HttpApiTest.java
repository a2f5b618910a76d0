package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.examples.Ports;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.WriteBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over a real socket. */
class HttpApiTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-04T05:06:07.089Z"));
    private static final int BURST = 100;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path directory;

    private ServerSocketChannel channel;
    private LinkStore links;
    private LinkServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        start(302, new Rate(1, Duration.ofSeconds(10)), BURST);
    }

    private void start(int redirect, Rate rate, int burst) throws IOException {
        links = LinkStore.open(directory, 0, new LinkOptions(Durability.OS, HashCodes.xxh3(), CLOCK));
        start(redirect, rate, burst, links);
    }

    private void start(int redirect, Rate rate, int burst, LinkStore links) throws IOException {
        start(redirect, ClientLimits.shortening(rate, burst, nanos::get), links);
    }

    private void start(int redirect, ClientLimits limits, LinkStore links) throws IOException {
        channel = Ports.bind("127.0.0.1", 0);
        base = LinkServer.url(channel);
        server = LinkServer.start(
                channel, new LinkApi(links, Hosts.of(links), limits, Page.load(), redirect, "https://s.example"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        links.close();
    }

    @Test
    void shorten_newAndKnownUrl_is201And200WithTheSameCode() throws Exception {
        HttpResponse<String> created = shorten("{\"url\":\" https://example.org/a?b=c&d=\\u00e9 \",\"other\":1}");
        String code = links.get(0).code();
        String json = "{\"code\":\"" + code + "\",\"shortUrl\":\"https://s.example/" + code
                + "\",\"url\":\"https://example.org/a?b=c&d=%C3%A9\",\"createdAt\":\"2026-03-04T05:06:07.089Z\"}";
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo(json);
        assertThat(header(created, "Content-Type")).isEqualTo("application/json");
        assertThat(header(created, "Location")).isEqualTo("/api/v1/urls/" + code);
        assertThat(header(created, "X-Ratelimit-Limit")).isEqualTo("100");
        assertThat(header(created, "X-Ratelimit-Remaining")).isEqualTo("99");
        assertThat(header(created, "RateLimit-Policy")).isEqualTo("\"shorten\";q=100;w=1000");
        assertThat(header(created, "RateLimit")).isEqualTo("\"shorten\";r=99;t=10");

        HttpResponse<String> known = shorten("{\"url\":\"https://example.org/a?b=c&d=%C3%A9\"}");
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.body()).isEqualTo(json);
        assertThat(header(known, "X-Ratelimit-Remaining")).isEqualTo("98");

        HttpResponse<String> details = get("/api/v1/urls/" + code);
        assertThat(details.statusCode()).isEqualTo(200);
        assertThat(details.body()).isEqualTo(json);
    }

    @Test
    void hosts_ofLinks_areCompletedByHowManyLeadThere() throws Exception {
        for (String url : new String[] {"https://one.example/", "https://other.example/1", "https://other.example/2"}) {
            shorten("{\"url\":\"" + url + "\"}");
        }
        shorten("{\"url\":\"https://one.example/\"}"); // known, so it counts no more
        String expected = "[{\"host\":\"other.example\",\"links\":2},{\"host\":\"one.example\",\"links\":1}]";
        assertThat(get("/api/v1/hosts?prefix=O").body()).isEqualTo(expected);
        stop();
        start(302, new Rate(1, Duration.ofSeconds(1)), 1);
        assertThat(get("/api/v1/hosts?prefix=o").body()).isEqualTo(expected);
        assertThat(get("/api/v1/hosts?prefix=x").body()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302})
    void code_known_isRedirectedByTheStatusChosen(int status) throws Exception {
        stop();
        start(status, new Rate(1, Duration.ofSeconds(1)), 1);
        String code =
                links.shorten("https://xn--mller-kva.example/%C3%A4").link().code();
        for (String method : new String[] {"GET", "HEAD"}) {
            HttpResponse<String> answer = send(request("/" + code).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(header(answer, "Location")).isEqualTo("https://xn--mller-kva.example/%C3%A4");
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/0000000",
                "/favicon.ico",
                "/a%20b",
                "/%C3%A4",
                "/abcdefghijkl",
                "/..%2f..%2fetc",
                "/api/v1/urls/0000000",
                "/api/v1/urls/-",
                "/api/v1/nothing/here"
            })
    void code_unknownOrMalformed_is404(String path) throws Exception {
        assertError(get(path), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | invalid_json",
                "{                                     | invalid_json",
                "[]                                    | invalid_json",
                "null                                  | invalid_json",
                "\"https://example.org/\"              | invalid_json",
                "{}                                    | invalid_json",
                "{\"url\":1}                           | invalid_json",
                "{\"url\":null}                        | invalid_json",
                "{\"url\":\"http://a.b/\"} x           | invalid_json",
                "{\"url\":\"http://a/\",\"url\":\"\"}  | invalid_json",
                "{\"url\":\"\"}                        | url_empty",
                "{\"url\":\"example.org\"}             | url_not_a_url",
                "{\"url\":\"ftp://example.org/\"}      | url_scheme",
                "{\"url\":\"http:///x\"}               | url_host",
                "{\"url\":\"http://a/\\u0000\"}        | url_control_character",
                "{\"url\":\"http://a/\\ud800\"}        | url_not_a_url"
            })
    void shorten_badBody_is400AndLeavesNothing(String body, String error) throws Exception {
        assertError(shorten(body), 400, error);
        assertThat(links.count()).isZero();
    }

    @Test
    void shorten_deeplyNestedJson_is400() throws Exception {
        assertError(shorten("[".repeat(8000)), 400, "invalid_json");
    }

    @Test
    void shorten_longestUrl_isTakenAndALongerOneIs400() throws Exception {
        String longest = "http://example.org/" + "a".repeat(2048 - 19);
        assertThat(shorten("{\"url\":\"" + longest + "\"}").statusCode()).isEqualTo(201);
        assertThat(header(get("/" + links.get(0).code()), "Location")).isEqualTo(longest);
        assertError(shorten("{\"url\":\"" + longest + "a\"}"), 400, "url_too_long");
    }

    @Test
    void shorten_bodyTooLarge_is413WithAndWithoutLength() throws Exception {
        String large = "{\"url\":\"http://example.org/\",\"x\":\"" + "x".repeat(20_000) + "\"}";
        assertError(shorten(large), 413, "too_large");
        assertError(send(json().POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)))), 413, "too_large");
        assertThat(links.count()).isZero();
    }

    @Test
    void shorten_otherContentType_is415() throws Exception {
        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"}) {
            assertError(
                    send(request("/api/v1/shorten")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString("{\"url\":\"http://example.org/\"}"))),
                    415,
                    "unsupported_media_type");
        }
        assertThat(send(request("/api/v1/shorten")
                                .header("Content-Type", "Application/JSON; charset=utf-8")
                                .POST(BodyPublishers.ofString("{\"url\":\"http://example.org/\"}")))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void anyPath_otherMethod_is405WithAllow() throws Exception {
        HttpResponse<String> get = get("/api/v1/shorten");
        assertError(get, 405, "method_not_allowed");
        assertThat(header(get, "Allow")).isEqualTo("POST");
        HttpResponse<String> delete = send(request("/abc").DELETE());
        assertError(delete, 405, "method_not_allowed");
        assertThat(header(delete, "Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void shorten_tooOften_is429UntilTheTimeTold() throws Exception {
        stop();
        start(302, new Rate(1, Duration.ofSeconds(10)), 2);
        assertThat(shorten("{\"url\":\"http://example.org/1\"}").statusCode()).isEqualTo(201);
        assertThat(shorten("{}").statusCode()).as("bad ones count too").isEqualTo(400);
        nanos.addAndGet(1);
        HttpResponse<String> refused = shorten("{\"url\":\"http://example.org/2\"}");
        assertError(refused, 429, "too_many_requests");
        assertThat(refused.body()).contains("try again in 10 seconds");
        assertThat(header(refused, "Retry-After")).isEqualTo("10");
        assertThat(header(refused, "X-Ratelimit-Retry-After")).isEqualTo("10");
        assertThat(header(refused, "X-Ratelimit-Limit")).isEqualTo("2");
        assertThat(header(refused, "X-Ratelimit-Remaining")).isEqualTo("0");
        assertThat(links.count()).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        HttpResponse<String> stillRefused = shorten("{\"url\":\"http://example.org/2\"}");
        assertThat(header(stillRefused, "Retry-After")).isEqualTo("1");
        assertThat(get("/" + links.get(0).code()).statusCode())
                .as("reading is not limited")
                .isEqualTo(302);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(shorten("{\"url\":\"http://example.org/2\"}").statusCode()).isEqualTo(201);
        assertError(shorten("{\"url\":\"http://example.org/3\"}"), 429, "too_many_requests");
    }

    @Test
    void limitsFile_readingTooOften_is429ByItsRule() throws Exception {
        stop();
        Path file = Files.writeString(directory.resolve("limits.yaml"), """
                domain: shortener
                descriptors:
                  - key: action
                    value: follow
                    descriptors:
                      - key: client
                        rate_limit: {name: follow, unit: minute, requests_per_unit: 2, algorithm: sliding_log}
                      - key: client
                        value: 127.0.0.2
                        rate_limit: {unit: minute, requests_per_unit: 0}
                """);
        links = LinkStore.open(directory, 0, new LinkOptions(Durability.OS, HashCodes.xxh3(), CLOCK));
        start(302, ClientLimits.read(file, nanos::get), links);
        String code = links.shorten("http://example.org/").link().code();
        assertThat(get("/" + code).statusCode()).isEqualTo(302);
        HttpResponse<String> last = get("/" + code);
        assertThat(last.statusCode()).isEqualTo(302);
        assertThat(header(last, "RateLimit-Policy")).isEqualTo("\"follow\";q=2;w=60");
        assertThat(header(last, "RateLimit")).isEqualTo("\"follow\";r=0;t=60");
        HttpResponse<String> refused = get("/" + code);
        assertError(refused, 429, "too_many_requests");
        assertThat(header(refused, "Retry-After")).isEqualTo("60");
        assertThat(shorten("{\"url\":\"http://example.org/1\"}").statusCode())
                .as("there is no rule for it")
                .isEqualTo(201);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(get("/" + code).statusCode()).isEqualTo(302);
    }

    @Test
    void page_isSelfContainedAndProtected() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .contains(
                        "; style-src 'sha256-" + hash(page.body(), "style") + "'; ",
                        "; script-src 'sha256-" + hash(page.body(), "script") + "'; ",
                        "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("<label for=\"url\">", "<label for=\"short\">", "role=\"alert\"", "name=\"viewport\"")
                .doesNotContain("src=", "style=", "onclick=", "innerHTML");
    }

    /** Of the only element of that name, as browsers work it out from what they got. */
    private static String hash(String html, String element) throws Exception {
        Matcher elements = Pattern.compile("<" + element + "\\b[^>]*>(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        assertThat(elements.find()).isTrue();
        byte[] text = elements.group(1).getBytes(StandardCharsets.UTF_8);
        assertThat(elements.find()).isFalse();
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
    }

    @Test
    void store_closed_is503WithoutInsides() throws Exception {
        String code = links.shorten("http://example.org/").link().code();
        links.close();
        assertError(shorten("{\"url\":\"http://example.org/2\"}"), 503, "unavailable");
        HttpResponse<String> read = get("/" + code);
        assertError(read, 503, "unavailable");
        assertThat(read.body()).doesNotContain(directory.toString()).doesNotContain("Exception");
    }

    @Test
    void close_whileARequestRuns_letsItEndAndTakesNoOther() throws Exception {
        stop();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        RecordedEntries entries = new RecordedEntries(directory) {
            @Override
            public void write(WriteBatch batch, Durability durability) throws IOException {
                running.countDown();
                try {
                    assertThat(mayEnd.await(1, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
                super.write(batch, durability);
            }
        };
        links = LinkStore.open(
                LinkShards.open(entries, directory, 0), new LinkOptions(Durability.OS, HashCodes.xxh3(), CLOCK));
        start(302, new Rate(1, Duration.ofSeconds(10)), BURST, links);
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                json().POST(BodyPublishers.ofString("{\"url\":\"http://a.example/\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        while (isServing()) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        assertThat(answer.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(201);
        closed.get(1, TimeUnit.MINUTES);
        assertThat(links.count()).isEqualTo(1);
    }

    private boolean isServing() throws InterruptedException {
        try {
            // A connection that was made just before the port was given up is never answered; the server waits for five
            // seconds for the request that runs, so this must be over before.
            HttpRequest request =
                    request("/").timeout(Duration.ofSeconds(1)).GET().build();
            return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void assertError(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .startsWith("{\"error\":\"" + error + "\",\"message\":\"")
                .endsWith("\"}");
    }

    private HttpResponse<String> shorten(String body) throws Exception {
        return send(json().POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpRequest.Builder json() {
        return request("/api/v1/shorten").header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
