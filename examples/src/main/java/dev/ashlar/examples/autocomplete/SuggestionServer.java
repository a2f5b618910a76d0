package dev.ashlar.examples.autocomplete;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.trie.Match;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The page and what it asks for, by HTTP. */
final class SuggestionServer implements Closeable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SUGGESTIONS = 5;
    private static final int MAX_BODY_BYTES = 4 * 1024;

    private final Suggestions suggestions;
    private final String page;
    private final Javalin javalin;

    private SuggestionServer(Suggestions suggestions, String page) {
        this.suggestions = suggestions;
        this.page = page;
        this.javalin = Javalin.create(this::configure);
    }

    /** Starts to answer; port 0 takes any that is free. */
    static SuggestionServer start(Suggestions suggestions, String host, int port) throws IOException {
        SuggestionServer server = new SuggestionServer(suggestions, page());
        try {
            server.javalin.start(host, port);
        } catch (RuntimeException e) {
            server.javalin.stop();
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        return server;
    }

    private static String page() throws IOException {
        try (InputStream in = SuggestionServer.class.getResourceAsStream("page.html")) {
            if (in == null) {
                throw new IOException("page.html must be in the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
        config.routes.get("/", context -> context.html(page));
        config.routes.get("/api/v1/complete", this::complete);
        config.routes.post("/api/v1/picks", this::pick);
    }

    private void complete(Context context) {
        String typed = context.queryParam("q");
        ArrayNode found = JSON.createArrayNode();
        for (Match match : suggestions.top(typed == null ? "" : typed, SUGGESTIONS)) {
            found.addObject()
                    .put("text", match.text())
                    .put("edits", match.edits())
                    .put("start", match.start())
                    .put("end", match.end());
        }
        context.contentType("application/json").result(JSON.writeValueAsBytes(found));
    }

    private void pick(Context context) throws IOException {
        String type = context.contentType();
        // Another web site can have a browser send plain text here, but not JSON.
        if (type == null || !type.startsWith("application/json")) {
            context.status(415);
            return;
        }
        JsonNode text;
        try {
            text = JSON.readTree(context.bodyAsBytes()).get("text");
        } catch (JacksonException e) {
            text = null;
        }
        context.status(text != null && text.isString() && suggestions.pick(text.stringValue()) ? 204 : 400);
    }

    int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
