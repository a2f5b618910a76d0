package dev.ashlar.examples.shortener;

import java.io.Serial;

/** Thrown to answer a request with an error; without a stack trace, because a client can cause any number of them. */
final class ApiError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String text;

    /**
     * Creates an error.
     *
     * @param status of HTTP
     * @param code for programs
     * @param message for people
     */
    ApiError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.text = message;
    }

    int status() {
        return status;
    }

    byte[] json() {
        return Json.error(code, text);
    }
}
