package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of links in the key-value store. Numbers are big-endian.
 *
 * <pre>
 * 'm'                  the version of this format, one byte; written with the first link
 * 'c' + code           version (1 byte), number (8), created at (8, ms since 1970), URL in UTF-8
 * 'u' + URL in UTF-8   code
 * 'n' + number (8)     kind of the code (1 byte, see {@link CodeMaker#kind()}), code
 * 'i'                  which store this is (4); in all but the first
 * 's'                  over how many stores the links are spread (4), and shall be spread (4); in the first store only
 * </pre>
 */
final class LinkFormat {
    static final byte VERSION = 1;

    private static final int RECORD_HEAD_BYTES = 1 + 2 * Long.BYTES;

    private LinkFormat() {}

    /**
     * How many stores there are.
     *
     * @param over over how many the links are spread, 1 or more
     * @param target over how many they shall be spread; differs from that while they are moved
     */
    record Spread(int over, int target) {}

    static byte[] indexKey() {
        return new byte[] {'i'};
    }

    static byte[] index(int index) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
    }

    static byte[] spreadKey() {
        return new byte[] {'s'};
    }

    static byte[] bytes(Spread spread) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(spread.over())
                .putInt(spread.target())
                .array();
    }

    static Spread spread(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            return new Spread(1, 1);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Spread spread = bytes.length == 2 * Integer.BYTES ? new Spread(in.getInt(), in.getInt()) : new Spread(0, 0);
        if (spread.over() < 1 || spread.target() < spread.over() || spread.target() > LinkShards.MAX_SHARDS) {
            throw new IOException("links must be spread over 1 to " + LinkShards.MAX_SHARDS
                    + " stores, never fewer than before:" + " bytes=" + bytes.length + ", " + spread);
        }
        return spread;
    }

    static byte[] markerKey() {
        return new byte[] {'m'};
    }

    static byte[] marker() {
        return new byte[] {VERSION};
    }

    static byte[] codeKey(String code) {
        return key('c', code.getBytes(UTF_8));
    }

    static byte[] urlKey(byte[] url) {
        return key('u', url);
    }

    static byte[] numberKey(long number) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) 'n')
                .putLong(number)
                .array();
    }

    static byte[] record(long number, long createdAtMillis, byte[] url) {
        return ByteBuffer.allocate(RECORD_HEAD_BYTES + url.length)
                .put(VERSION)
                .putLong(number)
                .putLong(createdAtMillis)
                .put(url)
                .array();
    }

    static Link link(String code, byte[] record) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(record);
        if (record.length < RECORD_HEAD_BYTES || in.get() != VERSION) {
            throw new IOException("the record of a link must have version " + VERSION + ": code=" + code + ", bytes="
                    + record.length + ", version=" + (record.length == 0 ? "none" : record[0]));
        }
        long number = in.getLong();
        Instant createdAt = Instant.ofEpochMilli(in.getLong());
        return new Link(number, code, text(record, RECORD_HEAD_BYTES), createdAt);
    }

    static byte[] numbered(byte kind, String code) {
        return key((char) kind, code.getBytes(UTF_8));
    }

    static byte kind(byte[] numbered) throws IOException {
        if (numbered.length < 2) {
            throw new IOException("a numbered code must have a kind and a code: bytes=" + numbered.length);
        }
        return numbered[0];
    }

    static String code(byte[] numbered) {
        return text(numbered, 1);
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, UTF_8);
    }

    private static byte[] key(char type, byte[] rest) {
        byte[] key = new byte[1 + rest.length];
        key[0] = (byte) type;
        System.arraycopy(rest, 0, key, 1, rest.length);
        return key;
    }
}
