package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page for people: one file with its style and script inside. Its content security policy allows exactly these two,
 * by their hashes, and requests to this server.
 *
 * @param html the file
 * @param policy the value of the Content-Security-Policy field
 */
record Page(String html, String policy) {
    private static final String FILE = "page.html";

    static Page load() throws IOException {
        try (InputStream in = Page.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException(FILE + " must be in the jar");
            }
            String html = new String(in.readAllBytes(), UTF_8);
            return new Page(
                    html,
                    "default-src 'none'; style-src " + hash(html, "style")
                            + "; script-src " + hash(html, "script")
                            + "; connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; "
                            + "frame-ancestors 'none'");
        }
    }

    private static String hash(String html, String element) {
        String begin = "<" + element + ">";
        int from = html.indexOf(begin) + begin.length();
        int to = html.indexOf("</" + element + ">", from);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(html.substring(from, to).getBytes(UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK must have SHA-256", e);
        }
    }
}
