package dev.ashlar.examples.shortener;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One text a line, in UTF-8; blank lines are passed over. A line of any length takes no more memory than a long URL: what
 * follows after that is dropped, for it is refused as too long anyway.
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
        while (c >= 0 && c != '\n') {
            if (line.length() < MAX_CHARS) {
                line.append((char) c);
            }
            c = reader.read();
        }
        ended = c < 0;
        return line.toString();
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
