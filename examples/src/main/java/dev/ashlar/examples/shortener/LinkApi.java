package dev.ashlar.examples.shortener;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the service answers. */
final class LinkApi {
    /** A URL of the greatest length fits, were it all escapes. */
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private static final int HOSTS = 5;

    private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{1,11}");

    private final LinkStore links;
    private final Hosts hosts;
    private final ClientLimits limits;
    private final Page page;
    private final int redirectStatus;
    private final String baseUrl;

    LinkApi(LinkStore links, Hosts hosts, ClientLimits limits, Page page, int redirectStatus, String baseUrl) {
        this.links = links;
        this.hosts = hosts;
        this.limits = limits;
        this.page = page;
        this.redirectStatus = redirectStatus;
        this.baseUrl = baseUrl;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/", this::page);
        routes.head("/", this::page);
        routes.post("/api/v1/shorten", this::shorten);
        routes.get("/api/v1/hosts", this::hosts);
        routes.get("/api/v1/urls/{code}", this::details);
        routes.head("/api/v1/urls/{code}", this::details);
        routes.get("/{code}", this::redirect);
        routes.head("/{code}", this::redirect);
    }

    private void page(Context context) {
        context.header("Content-Security-Policy", page.policy())
                .contentType("text/html; charset=utf-8")
                .result(page.html());
    }

    private void shorten(Context context) throws IOException {
        limits.count(context, "shorten");
        checkContentType(context);
        String url = UrlRules.check(Json.url(body(context)));
        LinkStore.Shortened shortened = links.shorten(url);
        answer(context, shortened.link());
        if (shortened.isNew()) {
            hosts.add(shortened.link());
            context.status(201)
                    .header("Location", "/api/v1/urls/" + shortened.link().code());
        }
    }

    private void hosts(Context context) {
        String prefix = context.queryParam("prefix");
        context.contentType(Json.CONTENT_TYPE).result(Json.hosts(hosts.top(prefix == null ? "" : prefix, HOSTS)));
    }

    private void details(Context context) throws IOException {
        limits.count(context, "details");
        answer(context, link(context));
    }

    private void redirect(Context context) throws IOException {
        limits.count(context, "follow");
        context.status(redirectStatus).header("Location", link(context).url());
    }

    private void answer(Context context, Link link) {
        context.contentType(Json.CONTENT_TYPE).result(Json.link(link, baseUrl));
    }

    private Link link(Context context) throws IOException {
        String code = context.pathParam("code");
        Link link = CODE.matcher(code).matches() ? links.find(code) : null;
        if (link == null) {
            throw new ApiError(404, "not_found", "there is no such short URL");
        }
        return link;
    }

    /** Another web site can have a browser send forms and plain text here, but not JSON. */
    private static void checkContentType(Context context) {
        String type = context.contentType();
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(Json.CONTENT_TYPE)) {
            throw new ApiError(
                    415, "unsupported_media_type", "the body must be sent with Content-Type: " + Json.CONTENT_TYPE);
        }
    }

    /** Reads no more than is allowed, whatever length was announced. */
    private static byte[] body(Context context) throws IOException {
        if (context.req().getContentLengthLong() > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        InputStream in = context.req().getInputStream();
        byte[] body;
        try {
            body = in.readNBytes(MAX_BODY_BYTES + 1);
        } catch (IOException e) {
            throw new ApiError(400, "bad_request", "the body must be sent in full"); // not the store's failure
        }
        if (body.length > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        return body;
    }

    private static ApiError tooLarge() {
        return new ApiError(413, "too_large", "the body must have at most " + MAX_BODY_BYTES + " bytes");
    }
}
