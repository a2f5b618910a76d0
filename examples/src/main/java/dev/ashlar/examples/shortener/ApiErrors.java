package dev.ashlar.examples.shortener;

import dev.ashlar.examples.Failures;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failure as JSON, and tells the client nothing of the inside. */
final class ApiErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    private ApiErrors() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(ApiError.class, (error, context) -> answer(context, error));
        routes.exception(
                BadUrlException.class,
                (e, context) -> answer(context, new ApiError(400, e.reason().code(), String.valueOf(e.getMessage()))));
        routes.exception(MethodNotAllowedResponse.class, (e, context) -> answer(context, methodNotAllowed(context)));
        routes.exception(HttpResponseException.class, (e, context) -> answer(context, ofStatus(e.getStatus())));
        // The store's: the drive is full or broken, or the service is being stopped; or no code can be made.
        routes.exception(IOException.class, ApiErrors::unavailable);
        routes.exception(IllegalStateException.class, ApiErrors::unavailable);
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), e);
            answer(context, ofStatus(500));
        });
    }

    /** For what Jetty refuses before any route is asked, such as a malformed request. */
    static boolean answer(Request request, Response response, Callback callback) {
        response.getHeaders().put("Content-Type", Json.CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(ofStatus(response.getStatus()).json()), callback);
        return true;
    }

    private static void unavailable(Exception failure, Context context) {
        LOG.warn("{} {} failed: {}", context.method(), context.path(), Failures.describe(failure));
        answer(context, new ApiError(503, "unavailable", "the service cannot do this now"));
    }

    private static void answer(Context context, ApiError error) {
        context.status(error.status()).contentType(Json.CONTENT_TYPE).result(error.json());
    }

    private static ApiError methodNotAllowed(Context context) {
        String allowed = context.path().startsWith("/api/v1/shorten") ? "POST" : "GET, HEAD";
        context.header("Allow", allowed);
        return new ApiError(405, "method_not_allowed", "the method must be " + allowed.replace(", ", " or "));
    }

    private static ApiError ofStatus(int status) {
        String words = HttpStatus.getMessage(status).toLowerCase(Locale.ROOT);
        return new ApiError(status, words.replaceAll("[^a-z0-9]+", "_"), words);
    }
}
