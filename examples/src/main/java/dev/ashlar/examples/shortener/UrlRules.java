package dev.ashlar.examples.shortener;

import dev.ashlar.examples.shortener.BadUrlException.Reason;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which URLs are shortened, and how they are written.
 *
 * <p>A URL is http or https, has a host, has at most {@value #MAX_LENGTH} characters and no control characters, and is one
 * by RFC 2396 as {@link URI} reads it. It names no user: what stands before an {@code @} is a password, or makes the host
 * look like another. White space around it is dropped. Characters outside ASCII are written in ASCII: the host by IDNA, the
 * rest as percent-encoded UTF-8. Nothing else is changed: {@code http://a.example} and {@code http://a.example/} are two
 * URLs.
 *
 * <p>{@link IDN} reads hosts by IDNA 2003, and browsers by its successor. The five characters by which the one comes to
 * another domain than the other are therefore refused, unless the host is given in punycode; and so are characters that
 * are newer than Unicode 3.2.
 */
final class UrlRules {
    /** The greatest length, in ASCII. */
    static final int MAX_LENGTH = 2048;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOST = 253;
    /** Sharp s, small and capital; final sigma; the joiners of zero width: IDNA 2003 replaces or drops them. */
    private static final Pattern READ_IN_TWO_WAYS = Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");
    /** Labels, and perhaps a dot after them. Underscores are against the rules for hosts, but are in use. */
    private static final Pattern HOST =
            Pattern.compile("(?=.*[A-Za-z0-9_])(?:[A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9_-]{1,63}\\.?|\\[[0-9A-Fa-f:.]+]");

    private static final Pattern AUTHORITY = Pattern.compile("(?<user>.*@)?(?<host>\\[[^]]*]|[^:]*)(?<port>:[0-9]*)?");

    private UrlRules() {}

    /**
     * Checks a URL.
     *
     * @param text what a person has typed or a file has
     * @return the URL as it is kept, in ASCII
     * @throws BadUrlException if it breaks a rule
     */
    static String check(String text) {
        String url = text.strip();
        if (url.isEmpty()) {
            throw new BadUrlException(Reason.EMPTY, "not be empty", url);
        }
        if (url.length() > MAX_LENGTH) {
            throw tooLong(url);
        }
        checkCharacters(url);
        URI uri = parse(url);
        checkScheme(uri, url);
        String ascii = ascii(uri, url);
        if (ascii.length() > MAX_LENGTH) {
            throw tooLong(ascii);
        }
        return ascii;
    }

    private static BadUrlException tooLong(String url) {
        return new BadUrlException(Reason.TOO_LONG, "have at most " + MAX_LENGTH + " characters", url);
    }

    private static void checkCharacters(String url) {
        for (int i = 0; i < url.length(); i++) {
            if (Character.isISOControl(url.charAt(i))) {
                throw new BadUrlException(Reason.CONTROL_CHARACTER, "have no control characters", url);
            }
        }
        // U+FFFD is what is left of bytes that were no UTF-8.
        if (url.indexOf('\uFFFD') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(url)) {
            throw new BadUrlException(Reason.NOT_A_URL, "be text in Unicode", url);
        }
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new BadUrlException(
                    Reason.NOT_A_URL, "be a URL (" + e.getReason().toLowerCase(Locale.ROOT) + ")", url);
        }
    }

    private static void checkScheme(URI uri, String url) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new BadUrlException(Reason.NOT_A_URL, "start with http:// or https://", url);
        }
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new BadUrlException(Reason.SCHEME, "have the scheme http or https", url);
        }
    }

    private static String ascii(URI uri, String url) {
        String authority = uri.getRawAuthority();
        Matcher parts = AUTHORITY.matcher(authority == null ? "" : authority);
        if (!parts.matches()) {
            throw noHost(url);
        }
        if (parts.group("user") != null) {
            throw new BadUrlException(Reason.HOST, "not have a user", url);
        }
        String host = asciiHost(parts.group("host"), url);
        if (!isHost(host) || !isPort(parts.group("port"))) {
            throw noHost(url);
        }
        if (isAscii(url)) {
            return url;
        }
        // What comes before the authority is the scheme, which is ASCII, and "://"; the host is what it begins with.
        int start = uri.getScheme().length() + "://".length();
        String ascii = url.substring(0, start) + host + encoded(url.substring(start + parts.end("host")));
        parse(ascii);
        return ascii;
    }

    private static String asciiHost(String host, String url) {
        if (isAscii(host)) {
            return host;
        }
        if (READ_IN_TWO_WAYS.matcher(host).find()) {
            throw new BadUrlException(Reason.HOST, "have a host that is read in one way only, or is in punycode", url);
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw noHost(url);
        }
    }

    /** Not by {@link URI#toASCIIString()}, which makes other characters of some, even such as have a meaning in URLs. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isHost(String host) {
        int length = host.endsWith(".") ? host.length() - 1 : host.length();
        return length <= MAX_HOST && HOST.matcher(host).matches();
    }

    private static BadUrlException noHost(String url) {
        return new BadUrlException(Reason.HOST, "have a host", url);
    }

    private static boolean isPort(@Nullable String port) {
        if (port == null || port.length() == 1) {
            return true;
        }
        return port.length() <= 6 && Integer.parseInt(port, 1, port.length(), 10) <= MAX_PORT;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
