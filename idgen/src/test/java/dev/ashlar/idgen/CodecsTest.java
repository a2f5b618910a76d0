package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every codec and width against arithmetic of any size. */
class CodecsTest {
    private interface Encoder {
        void encode(long[] number, byte[] dst, int off);
    }

    private interface Decoder {
        void decode(CharSequence text, long[] dst, int off);
    }

    /** One codec at one width; a number is two or three longs, the highest first. */
    record Codec(String name, int bits, int length, String digits, Encoder encoder, Decoder decoder) {
        int longs() {
            return bits == 128 ? 2 : 3;
        }

        String text(BigInteger number) {
            byte[] text = new byte[length + 2];
            encoder.encode(longs(number), text, 1);
            assertThat(text[0]).isZero();
            assertThat(text[length + 1]).isZero();
            return new String(text, 1, length, StandardCharsets.US_ASCII);
        }

        BigInteger number(String text) {
            long[] number = new long[longs() + 2];
            decoder.decode(text, number, 1);
            assertThat(number[0]).isZero();
            BigInteger sum = BigInteger.ZERO;
            for (int i = 1; i <= longs(); i++) {
                sum = sum.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(number[i])));
            }
            return sum;
        }

        private long[] longs(BigInteger number) {
            long[] longs = new long[longs()];
            for (int i = 0; i < longs.length; i++) {
                longs[i] = number.shiftRight(64 * (longs.length - 1 - i)).longValue();
            }
            return longs;
        }

        String slowly(BigInteger number) {
            BigInteger base = BigInteger.valueOf(digits.length());
            StringBuilder text = new StringBuilder();
            for (BigInteger rest = number; text.length() < length; rest = rest.divide(base)) {
                text.append(digits.charAt(rest.mod(base).intValue()));
            }
            return text.reverse().toString();
        }

        @Override
        public String toString() {
            return name + " " + bits;
        }
    }

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final String HEX = "0123456789abcdef";

    static List<Codec> codecs() {
        return List.of(
                new Codec(
                        "base62", 128, 22, BASE62, (n, d, o) -> Base62.encode128(n[0], n[1], d, o), Base62::decode128),
                new Codec(
                        "base62",
                        160,
                        27,
                        BASE62,
                        (n, d, o) -> Base62.encode160(n[0], n[1], n[2], d, o),
                        Base62::decode160),
                new Codec(
                        "crockford",
                        128,
                        26,
                        CROCKFORD,
                        (n, d, o) -> Crockford32.encode128(n[0], n[1], d, o),
                        Crockford32::decode128),
                new Codec(
                        "crockford",
                        160,
                        32,
                        CROCKFORD,
                        (n, d, o) -> Crockford32.encode160(n[0], n[1], n[2], d, o),
                        Crockford32::decode160),
                new Codec("hex", 128, 32, HEX, (n, d, o) -> Hex.encode128(n[0], n[1], d, o), Hex::decode128),
                new Codec("hex", 160, 40, HEX, (n, d, o) -> Hex.encode160(n[0], n[1], n[2], d, o), Hex::decode160));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void encodeAndDecode_anyNumber_isThatOfSlowArithmetic(Codec codec) {
        long seed = Seeds.seed(5);
        SplittableRandom random = new SplittableRandom(seed);
        BigInteger max = BigInteger.ONE.shiftLeft(codec.bits).subtract(BigInteger.ONE);
        String beforeText = codec.text(BigInteger.ZERO);
        BigInteger before = BigInteger.ZERO;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[codec.bits / 8];
            random.nextBytes(bytes);
            BigInteger number = switch (i) {
                case 0 -> BigInteger.ZERO;
                case 1 -> BigInteger.ONE;
                case 2 -> max;
                default -> new BigInteger(1, bytes).shiftRight(random.nextInt(codec.bits));
            };
            String text = codec.text(number);
            assertThat(text).as("seed=%d number=%s", seed, number).isEqualTo(codec.slowly(number));
            assertThat(codec.number(text)).isEqualTo(number);
            assertThat(Integer.signum(text.compareTo(beforeText))).isEqualTo(number.compareTo(before));
            before = number;
            beforeText = text;
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void decode_badText_isRefusedAndWritesNothing(Codec codec) {
        String last = codec.text(BigInteger.ONE.shiftLeft(codec.bits).subtract(BigInteger.ONE));
        String tooGreat = codec.slowly(BigInteger.ONE.shiftLeft(codec.bits));
        long[] dst = {7, 7, 7};
        Stream<String> bad =
                Stream.of("", last.substring(1), last + "0", "-" + last.substring(1), last.substring(1) + "\u0130");
        for (String text : bad.toList()) {
            assertThatThrownBy(() -> codec.decoder.decode(text, dst, 0))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("text must ");
        }
        if (!tooGreat.equals(codec.text(BigInteger.ZERO))) { // sixteen and thirty-two digits may end where the bits do
            assertThatThrownBy(() -> codec.decoder.decode(tooGreat, dst, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("text must be less than 2^" + codec.bits + ": text=" + tooGreat);
        }
        assertThatThrownBy(() -> codec.decoder.decode(last, dst, 3 - codec.longs() + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(dst).containsOnly(7);
        byte[] text = new byte[codec.length];
        assertThatThrownBy(() -> codec.encoder.encode(new long[3], text, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(text).containsOnly(0);
        if (codec.bits == 160) {
            assertThatThrownBy(() -> codec.encoder.encode(new long[] {1L << 32, 0, 0}, text, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("high must be 0 to 2^32-1: high=4294967296");
        }
    }

    @Test
    void base62_publicKsuid_isItsBytes() {
        long[] dst = new long[3];
        Base62.decode160("0ujtsYcgvSTl8PAuAdqWYSMnLOv", dst, 0);
        assertThat(dst).containsExactly(0x0669F7EFL, 0xB5A1CD34B5F99D11L, 0x54FB6853345C9735L);
        assertThatThrownBy(() -> Base62.decode160("aWgEPTl1tmebfsQzFP4bxwgy80W", dst, 0))
                .hasMessageStartingWith("text must be less than 2^160");
    }

    @Test
    void long_anyNumber_isReadAgain() {
        SplittableRandom random = new SplittableRandom(Seeds.seed(6));
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >>> random.nextInt(1, 64);
            assertThat(Crockford32.decode(Crockford32.encode(number))).isEqualTo(number);
            assertThat(Hex.encode(number)).isEqualTo(String.format("%016x", number));
            assertThat(Hex.decode(Hex.encode(~number))).isEqualTo(~number);
            byte[] text = new byte[Base62.MAX_LENGTH];
            Base62.encode(number, text, 0, Base62.MAX_LENGTH);
            assertThat(new String(text, StandardCharsets.US_ASCII)).isEqualTo(Base62.encode(number, Base62.MAX_LENGTH));
        }
        assertThatThrownBy(() -> Crockford32.encode(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value must be >= 0: value=-1");
        assertThatThrownBy(() -> Crockford32.decode("8000000000000"))
                .hasMessage("text must be less than 2^63: text=8000000000000");
        assertThat(Crockford32.encode(Long.MAX_VALUE)).isEqualTo("7ZZZZZZZZZZZZ");
    }

    @Test
    void crockford_aliasesAndSmallLetters_areReadAndNotWritten() {
        assertThat(Crockford32.decode("oOiIlLabcdefg")).isEqualTo(Crockford32.decode("001111ABCDEFG"));
        for (char c : "UuĸK-*".toCharArray()) {
            if (c == 'K') {
                continue; // a letter, as the Kelvin sign before it is not
            }
            assertThatThrownBy(() -> Crockford32.decode("00000000000" + c + "0"))
                    .as("%c", c)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("position=11, character=" + String.format("U+%04X", (int) c));
        }
    }

    @Test
    void uuidText_anyUuid_isThatOfTheJdk() {
        SplittableRandom random = new SplittableRandom(Seeds.seed(8));
        byte[] text = new byte[40];
        for (int i = 0; i < 10_000; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            UuidText.encode(uuid, text, 2);
            String written = new String(text, 2, 36, StandardCharsets.US_ASCII);
            assertThat(written).isEqualTo(uuid.toString());
            assertThat(UuidText.decode(written)).isEqualTo(uuid);
            assertThat(UuidText.decode(written.toUpperCase(java.util.Locale.ROOT)))
                    .isEqualTo(uuid);
        }
        String good = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
        for (int i = 0; i < good.length(); i++) {
            String bad = good.substring(0, i) + "x" + good.substring(i + 1);
            assertThatThrownBy(() -> UuidText.decode(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad : Arrays.asList("1-1-1-1-1", good + " ", good.substring(1))) {
            assertThatThrownBy(() -> UuidText.decode(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("text must have 36 characters: length=");
        }
    }
}
