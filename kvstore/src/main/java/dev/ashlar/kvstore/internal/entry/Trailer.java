package dev.ashlar.kvstore.internal.entry;

/** The number that follows a key: the sequence number of the write, 56 bits, and the kind of the entry, 8 bits. */
public final class Trailer {
    /** The greatest sequence number. */
    public static final long MAX_SEQUENCE = (1L << 56) - 1;

    private Trailer() {}

    public static long of(long sequence, int kind) {
        return sequence << 8 | kind;
    }

    public static long sequence(long trailer) {
        return trailer >>> 8;
    }

    public static int kind(long trailer) {
        return (int) trailer & 0xFF;
    }
}
