package dev.ashlar.examples.shortener;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests in a time, as an option has it: {@code 10/second}.
 *
 * @param requests 1 or more
 * @param period the time
 */
record Rate(long requests, Duration period) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/(second|minute|hour)");
    private static final Map<String, Duration> PERIODS =
            Map.of("second", Duration.ofSeconds(1), "minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1));

    static Rate parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "must be N/second, N/minute or N/hour, with N from 1 to 999999999: " + text);
        }
        return new Rate(Long.parseLong(parts.group(1)), PERIODS.getOrDefault(parts.group(2), Duration.ofSeconds(1)));
    }
}
