package dev.ashlar.kvstore.internal.wal;

/** The layout of a file of records: docs/formats/log.md. */
public final class LogFormat {
    static final int VERSION = 1;
    static final int BLOCK_BYTES = 32 * 1024;

    /** magic 8, version 4, flags 4, number 8, first sequence 8, checksum 4. */
    public static final int FILE_HEADER_BYTES = 36;

    /** checksum 4, length 2, type 1, file number 4. */
    static final int RECORD_HEADER_BYTES = 11;

    static final byte FULL = 1;
    static final byte FIRST = 2;
    static final byte MIDDLE = 3;
    static final byte LAST = 4;

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
     * @param number the file's own number, repeated in every record, so that an old file's bytes are not taken for it
     * @param firstSequence the sequence number that the first write in it has; 0 in a manifest
     */
    public record Header(Content content, long number, long firstSequence) {}
}
