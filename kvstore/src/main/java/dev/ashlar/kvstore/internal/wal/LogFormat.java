package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.internal.io.Checksum;

/** The layout of a file of records: docs/formats/log.md. */
public final class LogFormat {
    /** magic 8, version 4, flags 4, store 8, number 8, first sequence 8, salt 4, checksum 4. */
    public static final int FILE_HEADER_BYTES = 48;

    static final int VERSION = 1;
    static final int BLOCK_BYTES = 32 * 1024;

    /** checksum 4, length 2, type 1. */
    static final int RECORD_HEADER_BYTES = 7;

    static final byte FULL = 1;
    static final byte FIRST = 2;
    static final byte MIDDLE = 3;
    static final byte LAST = 4;

    /** No longer record is written, nor believed. */
    static final int MAX_RECORD_BYTES = 1 << 30;

    private LogFormat() {}

    /** What the records of a file are; read as a little-endian long it is the file's first eight bytes. */
    public enum Content {
        WRITES("ASHLRWAL"),
        MANIFEST("ASHLRMAN");

        private final long magic;

        Content(String text) {
            long value = 0;
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                value = value << 8 | text.charAt(i);
            }
            magic = value;
        }

        long magic() {
            return magic;
        }
    }

    /**
     * The head of a file.
     *
     * @param store the store that the file belongs to
     * @param number the file's own number
     * @param firstSequence the sequence number that the first write in it has; 0 in a manifest
     * @param salt a random number in every checksum of the file, so that neither an old file's bytes nor bytes that a
     *     user has stored are taken for records of it
     */
    public record Header(Content content, long store, long number, long firstSequence, int salt) {
        /** Of a log of writes. */
        public static Header ofWrites(long store, long number, long firstSequence, int salt) {
            return new Header(Content.WRITES, store, number, firstSequence, salt);
        }
    }

    /** The checksum of a fragment, from its length on. With its place in the file, so that it is none in another place. */
    static int checksum(byte[] bytes, int offset, int length, int salt, long position) {
        return Checksum.of(bytes, offset, length) ^ salt ^ (int) position;
    }
}
