package dev.ashlar.examples.autocomplete;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ashlar.examples.Ports;
import dev.ashlar.trie.Match;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The page and what it asks for, by HTTP. */
final class SuggestionServer implements Closeable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String JSON_TYPE = "application/json";
    private static final int SUGGESTIONS = 5;
    private static final int MAX_BODY_BYTES = 4 * 1024;

    private final Suggestions suggestions;
    private final String page;
    private final ServerSocketChannel channel;
    private final Javalin javalin;

    private SuggestionServer(Suggestions suggestions, String page, ServerSocketChannel channel) {
        this.suggestions = suggestions;
        this.page = page;
        this.channel = channel;
        this.javalin = Javalin.create(this::configure);
    }

    /** Starts to answer; port 0 takes any that is free. */
    static SuggestionServer start(Suggestions suggestions, String host, int port) throws IOException {
        String page = page();
        SuggestionServer server = new SuggestionServer(suggestions, page, Ports.bind(host, port));
        try {
            server.javalin.start();
        } catch (Throwable e) {
            server.close();
            throw e;
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
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            try {
                connector.open(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return connector;
        });
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
        context.contentType(JSON_TYPE).result(JSON.writeValueAsBytes(found));
    }

    private void pick(Context context) throws IOException {
        String type = context.contentType();
        // Another web site can have a browser send plain text here, but not JSON.
        if (type == null || !type.startsWith(JSON_TYPE)) {
            refuse(context, 415, "unsupported_media_type", "the body must be sent with Content-Type: " + JSON_TYPE);
            return;
        }
        JsonNode text;
        try {
            text = JSON.readTree(context.bodyAsBytes()).get("text");
        } catch (JacksonException e) {
            text = null;
        }
        if (text == null || !text.isString()) {
            refuse(context, 400, "invalid_json", "the body must be an object with a string \"text\"");
        } else if (suggestions.pick(text.stringValue())) {
            context.status(204);
        } else {
            refuse(context, 400, "text_not_suggestible", "the text must be one line of 1 to 50 characters");
        }
    }

    private static void refuse(Context context, int status, String error, String message) {
        byte[] body = JSON.writeValueAsBytes(
                JSON.createObjectNode().put("error", error).put("message", message));
        context.status(status).contentType(JSON_TYPE).result(body);
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        try {
            javalin.stop();
        } finally {
            channel.close();
        }
    }
}
