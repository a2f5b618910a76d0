package dev.ashlar.examples.shortener;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One text a line, in UTF-8; blank lines are passed over. A line of more than {@value #MAX_CHARS} characters takes no more
 * memory than that: what is given of it is its beginning, made such that it is refused as too long, whatever is blank in it.
 */
final class LineSource implements UrlSource {
    private static final int MAX_CHARS = 2 * UrlRules.MAX_LENGTH;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final BufferedReader reader;
    private final String description;
    private boolean begun;
    private boolean ended;

    LineSource(InputStream in, String description) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        this.description = description;
    }

    @Override
    public @Nullable String next() throws IOException {
        while (!ended) {
            String line = line();
            if (!line.isBlank()) {
                return line;
            }
        }
        return null;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (!begun && c == BYTE_ORDER_MARK) {
            c = reader.read();
        }
        begun = true;
        boolean tooLong = false;
        while (c >= 0 && c != '\n') {
            if (line.length() < MAX_CHARS) {
                line.append((char) c);
            } else {
                tooLong = true;
            }
            c = reader.read();
        }
        ended = c < 0;
        if (tooLong) {
            // White space at the ends would be dropped, and what is left of the line could be a URL.
            fill(line, 0);
            fill(line, MAX_CHARS - 1);
        }
        return line.toString();
    }

    private static void fill(StringBuilder line, int index) {
        if (Character.isWhitespace(line.charAt(index))) {
            line.setCharAt(index, '.');
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
