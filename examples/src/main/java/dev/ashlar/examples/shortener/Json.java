package dev.ashlar.examples.shortener;

import dev.ashlar.trie.Completion;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The bodies of requests and answers. */
final class Json {
    static final String CONTENT_TYPE = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Reads the "url" of a request; other fields are passed over. */
    static String url(byte[] body) {
        JsonNode url = read(body).get("url");
        if (url == null || !url.isString()) {
            throw invalid("the body must be an object with a string \"url\"");
        }
        return url.stringValue();
    }

    static byte[] link(Link link, String baseUrl) {
        return MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                .put("code", link.code())
                .put("shortUrl", baseUrl + "/" + link.code())
                .put("url", link.url())
                .put("createdAt", link.createdAt().toString()));
    }

    static byte[] hosts(List<Completion> hosts) {
        ArrayNode all = MAPPER.createArrayNode();
        hosts.forEach(host -> all.addObject().put("host", host.text()).put("links", host.weight()));
        return MAPPER.writeValueAsBytes(all);
    }

    static byte[] error(String code, String message) {
        return MAPPER.writeValueAsBytes(
                MAPPER.createObjectNode().put("error", code).put("message", message));
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw invalid("the body must be JSON such as {\"url\":\"https://example.org/\"}");
        }
    }

    private static ApiError invalid(String message) {
        return new ApiError(400, "invalid_json", message);
    }
}
