package dev.ashlar.ratelimit.http;

import java.time.Duration;

/** What can be sent. */
final class FieldChecks {
    private FieldChecks() {}

    static void text(String name, String text) {
        if (!StructuredFields.isQuotable(text)) {
            throw new IllegalArgumentException(name + " must be printable ASCII: " + name + "=" + text);
        }
    }

    static void integer(String name, long value) {
        if (value < 0 || value > StructuredFields.MAX_INTEGER) {
            throw new IllegalArgumentException(
                    name + " must be 0 to " + StructuredFields.MAX_INTEGER + ": " + name + "=" + value);
        }
    }

    static void seconds(String name, long least, Duration span) {
        if (span.getNano() != 0 || span.getSeconds() < least || span.getSeconds() > StructuredFields.MAX_INTEGER) {
            throw new IllegalArgumentException(
                    name + " must be whole seconds, at least " + least + ": " + name + "=" + span);
        }
    }

    static long roundedUp(Duration span) {
        return span.getSeconds() + (span.getNano() > 0 ? 1 : 0);
    }
}
