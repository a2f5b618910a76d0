package dev.ashlar.examples.shortener;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the texts come from that are to be shortened. For one thread. */
interface UrlSource extends Closeable {
    /** Returns the next text, not yet checked, or null at the end. */
    @Nullable
    String next() throws IOException;

    /** What is read, for people. */
    String description();

    /** What was found on the way that is worth a word; empty if there is nothing. */
    default String remarks() {
        return "";
    }
}
