package dev.ashlar.examples.shortener;

import java.io.Serial;
import java.util.Locale;

/** Thrown when a text is not a URL that is shortened; the message names the rule and the value, made short and visible. */
final class BadUrlException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int SHOWN_CHARS = 80;

    private final Reason reason;

    BadUrlException(Reason reason, String rule, String value) {
        super("url must " + rule + ": url=" + shown(value));
        this.reason = reason;
    }

    /** Which rule was broken. */
    enum Reason {
        EMPTY,
        TOO_LONG,
        CONTROL_CHARACTER,
        NOT_A_URL,
        SCHEME,
        HOST;

        /** In words, for people. */
        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** As programs get it. */
        String code() {
            return "url_" + name().toLowerCase(Locale.ROOT);
        }
    }

    Reason reason() {
        return reason;
    }

    private static String shown(String value) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(value.length(), SHOWN_CHARS); i++) {
            char c = value.charAt(i);
            // What is printed must not move the cursor or hide what follows; and a terminal may know ASCII only.
            if (c < ' ' || c > '~') {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        if (value.length() > SHOWN_CHARS) {
            shown.append("... (").append(value.length()).append(" characters)");
        }
        return shown.toString();
    }
}
