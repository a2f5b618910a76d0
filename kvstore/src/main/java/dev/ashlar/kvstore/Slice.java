package dev.ashlar.kvstore;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a {@link Cursor} stands at, without a copy of them: valid until the cursor is moved or closed.
 *
 * <p>A cursor uses one object for all its keys and one for all its values. Whoever keeps one for longer reads the bytes of
 * another entry; with {@link KvOptions#checkedSlices()} each move gives new objects, and the old ones throw
 * {@link IllegalStateException}. To keep the bytes, copy them. Not for several threads.
 */
public final class Slice {
    /** How many bytes are shown to people. */
    private static final int MAX_SHOWN = 64;

    private byte @Nullable [] array;
    private int offset;
    private int length;

    Slice() {}

    void set(byte[] newArray, int newOffset, int newLength) {
        array = newArray;
        offset = newOffset;
        length = newLength;
    }

    /** Makes every use an error from now on. */
    void invalidate() {
        array = null;
    }

    /**
     * Returns how many bytes there are.
     *
     * @return 0 or more
     */
    public int length() {
        array();
        return length;
    }

    /**
     * Returns one of the bytes.
     *
     * @param index which, from 0
     * @return the byte
     * @throws IndexOutOfBoundsException if there is none
     */
    public byte byteAt(int index) {
        return array()[offset + Objects.checkIndex(index, length)];
    }

    /**
     * Copies the bytes.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(array(), offset, offset + length);
    }

    /**
     * Copies the bytes into an array.
     *
     * @param target the array
     * @param targetOffset where the first byte goes
     * @return how many there are
     * @throws IndexOutOfBoundsException if they do not fit; nothing is copied then
     */
    public int copyTo(byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(targetOffset, length(), target.length);
        System.arraycopy(array(), offset, target, targetOffset, length);
        return length;
    }

    /**
     * Returns the bytes as a read-only buffer, which is a new object and valid no longer than this.
     *
     * @return a buffer whose remaining bytes they are
     */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array(), offset, length).slice().asReadOnlyBuffer();
    }

    /**
     * Compares the bytes, as unsigned, with others.
     *
     * @param other the others
     * @return less than 0, 0 or more than 0, as these are before, equal to or after the others
     */
    public int compareTo(byte[] other) {
        return Arrays.compareUnsigned(array(), offset, offset + length, other, 0, other.length);
    }

    /**
     * Tells whether the bytes are the same as others.
     *
     * @param other the others
     * @return true if they are
     */
    public boolean contentEquals(byte[] other) {
        return Arrays.equals(array(), offset, offset + length, other, 0, other.length);
    }

    /**
     * Tells whether the bytes begin with others.
     *
     * @param prefix the others
     * @return true if they do
     */
    public boolean startsWith(byte[] prefix) {
        return length() >= prefix.length
                && Arrays.equals(array(), offset, offset + prefix.length, prefix, 0, prefix.length);
    }

    /** The bytes as text in quotes, for people: no more than the first of them, and what is no printable ASCII in hexadecimal. */
    @Override
    public String toString() {
        byte[] now = array;
        return now == null ? "Slice[no longer valid]" : text(now, offset, length);
    }

    /** Bytes as text in quotes, with all that is no printable ASCII as two hexadecimal digits. */
    static String text(byte[] array, int offset, int length) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = offset; i < offset + Math.min(length, MAX_SHOWN); i++) {
            char c = (char) (array[i] & 0xFF);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                text.append(String.format("\\%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append(length > MAX_SHOWN ? "\"... (" + length + " bytes)" : "\"")
                .toString();
    }

    private byte[] array() {
        byte[] now = array;
        if (now == null) {
            throw new IllegalStateException(
                    "a slice is valid only until its cursor is moved or closed: copy it to keep it");
        }
        return now;
    }
}
