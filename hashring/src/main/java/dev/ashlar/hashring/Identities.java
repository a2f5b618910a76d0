package dev.ashlar.hashring;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text identities are their UTF-8 bytes; text that has none is refused, so that no two become the same. */
final class Identities {
    static final int MAX_BYTES = 0xFFFF;

    private Identities() {}

    static byte[] bytes(String identity) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(identity));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("identity must be well-formed Unicode: identity=" + identity, e);
        }
    }

    /** For messages and for reading back; bytes that are not UTF-8 are replaced. */
    static String text(byte[] identity) {
        return new String(identity, StandardCharsets.UTF_8);
    }
}
