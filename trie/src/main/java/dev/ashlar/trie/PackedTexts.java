package dev.ashlar.trie;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Texts by rank, one behind the other; of every eighth the place is known, and the others are found by going over the lengths
 * of those before. A length is stored one higher: 0 is no text.
 */
final class PackedTexts {
    static final int STEP = 8;

    private final ByteBuffer bytes;
    private final int places;
    private final int texts;
    private final int end;

    PackedTexts(ByteBuffer bytes, int places, int texts, int length) {
        this.bytes = bytes;
        this.places = places;
        this.texts = texts;
        this.end = texts + length;
    }

    /**
     * Finds a text.
     *
     * @return where its bytes begin, and, in the upper half, its length plus one
     */
    long find(int rank) {
        int at = texts + bytes.getInt(places + rank / STEP * Integer.BYTES);
        for (int i = rank % STEP; ; i--) {
            int length = 0;
            int shift = 0;
            int next;
            do {
                if (at < texts || at >= end || shift > 21) {
                    throw SnapshotFormatException.wild("text", rank, at);
                }
                next = bytes.get(at++);
                length |= (next & 0x7F) << shift;
                shift += 7;
            } while (next < 0);
            if (length - 1 > end - at) {
                throw SnapshotFormatException.wild("text length", length - 1, at);
            }
            if (i == 0) {
                return (long) length << 32 | at;
            }
            at += Math.max(0, length - 1);
        }
    }

    /** Returns how many bytes a text has that is there. */
    int length(int rank) {
        int length = (int) (find(rank) >>> 32) - 1;
        if (length < 0 || length > Completer.MAX_TEXT_BYTES) {
            throw SnapshotFormatException.wild("text length", length, places);
        }
        return length;
    }

    byte[] get(int rank) {
        byte[] text = new byte[length(rank)];
        bytes.get((int) find(rank), text);
        return text;
    }

    static void write(byte @Nullable [] text, int rank, ByteArrayWriter places, ByteArrayWriter texts) {
        if (rank % STEP == 0) {
            places.fixed(texts.size(), Integer.BYTES);
        }
        if (text == null) {
            texts.varint(0);
        } else {
            texts.varint(text.length + 1);
            texts.bytes(text, 0, text.length);
        }
    }
}
