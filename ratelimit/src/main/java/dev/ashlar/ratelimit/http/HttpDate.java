package dev.ashlar.ratelimit.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dates in the three forms that a recipient must accept (RFC 9110, section 5.6.7). */
final class HttpDate {
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
                    "EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    /** The day of the week is not used: it depends on the century, which is not told. */
    private static final Pattern RFC_850 =
            Pattern.compile("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d-.*) GMT");

    private HttpDate() {}

    /**
     * Reads a date.
     *
     * @param now the present time: a year of two digits is at most 50 years after it
     * @throws DateTimeException if it is none
     */
    static Instant parse(String text, Instant now) {
        Matcher rfc850 = RFC_850.matcher(text);
        if (rfc850.matches()) {
            return parseRfc850(rfc850.group(1), now.atOffset(ZoneOffset.UTC).toLocalDateTime());
        }
        return text.contains(",")
                ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant()
                : LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC);
    }

    private static Instant parseRfc850(String text, LocalDateTime now) {
        DateTimeFormatter format = new DateTimeFormatterBuilder()
                .appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, now.getYear() - 49)
                .appendPattern(" HH:mm:ss")
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
        LocalDateTime date = LocalDateTime.parse(text, format);
        return (date.isAfter(now.plusYears(50)) ? date.minusYears(100) : date).toInstant(ZoneOffset.UTC);
    }
}
