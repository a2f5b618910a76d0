package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Entries that never change, in the bytes of a snapshot. Threads may share it. */
sealed interface Base permits Packed, Compact {
    /** Returns what {@code bytes} are, by their header. */
    static Base of(ByteBuffer bytes) {
        SnapshotHeader header = SnapshotHeader.read(bytes);
        try {
            return header.isCompact() ? Compact.of(bytes, header) : Packed.of(bytes, header);
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    ByteBuffer bytes();

    SnapshotHeader header();

    /** Returns a search of its own for one thread. */
    BaseSearch search();

    /** Returns the payload of an entry, or null if it has none. */
    @Nullable
    String payload(int id);

    /** Gives all entries, by their numbers. */
    void forEach(ObjIntConsumer<Entry> to);

    /** Checks every byte. */
    void verify();
}
