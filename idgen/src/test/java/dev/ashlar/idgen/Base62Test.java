package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class Base62Test {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int SAMPLES = 100_000;

    private static String oracle(long value) {
        BigInteger rest = BigInteger.valueOf(value);
        StringBuilder text = new StringBuilder();
        do {
            BigInteger[] division = rest.divideAndRemainder(BigInteger.valueOf(62));
            text.insert(0, DIGITS.charAt(division[1].intValue()));
            rest = division[0];
        } while (rest.signum() > 0);
        return text.toString();
    }

    /** A number of any length: as many are small as are large. */
    private static long number(SplittableRandom random) {
        return random.nextLong() >>> random.nextInt(1, 64);
    }

    @Test
    void encode_anyNumber_isThatOfTheOracleAndDecodesToItself() {
        long seed = Seeds.seed(3);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SAMPLES; i++) {
            long value = number(random);
            String text = Base62.encode(value);
            if (!text.equals(oracle(value)) || Base62.decode(text) != value) {
                assertThat(text).as("seed=%d value=%d", seed, value).isEqualTo(oracle(value));
                assertThat(Base62.decode(text))
                        .as("seed=%d text=%s", seed, text)
                        .isEqualTo(value);
            }
        }
    }

    @Test
    void encode_boundaries_areThoseOfTheBase() {
        assertThat(Base62.encode(0)).isEqualTo("0");
        assertThat(Base62.encode(9)).isEqualTo("9");
        assertThat(Base62.encode(10)).isEqualTo("A");
        assertThat(Base62.encode(35)).isEqualTo("Z");
        assertThat(Base62.encode(36)).isEqualTo("a");
        assertThat(Base62.encode(61)).isEqualTo("z");
        assertThat(Base62.encode(62)).isEqualTo("10");
        assertThat(Base62.encode(Long.MAX_VALUE)).isEqualTo("AzL8n0Y58m7").hasSize(Base62.MAX_LENGTH);
        long power = 1;
        for (int width = 1; width < Base62.MAX_LENGTH; width++) {
            power *= 62;
            assertThat(Base62.encode(power - 1)).isEqualTo("z".repeat(width));
            assertThat(Base62.encode(power)).isEqualTo("1" + "0".repeat(width));
            assertThat(Base62.decode("z".repeat(width))).isEqualTo(power - 1);
        }
        assertThat(Base62.encode(3_521_614_606_208L - 1))
                .as("the last of seven characters")
                .isEqualTo("zzzzzzz");
    }

    @Test
    void encode_padded_sortsLikeTheNumbers() {
        long seed = Seeds.seed(4);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SAMPLES; i++) {
            long a = number(random);
            long b = random.nextInt(4) == 0 ? a ^ (1L << random.nextInt(63)) : number(random);
            String x = Base62.encode(a, Base62.MAX_LENGTH);
            String y = Base62.encode(b, Base62.MAX_LENGTH);
            if (Integer.signum(x.compareTo(y)) != Long.compare(a, b) || Base62.decode(x) != a) {
                assertThat(Integer.signum(x.compareTo(y)))
                        .as("seed=%d %d is %s, %d is %s", seed, a, x, b, y)
                        .isEqualTo(Long.compare(a, b));
                assertThat(Base62.decode(x)).as("seed=%d", seed).isEqualTo(a);
            }
        }
        assertThat(Base62.encode(125, 7)).isEqualTo("0000021");
        assertThat(Base62.encode(3843, 2)).isEqualTo("zz");
        assertThat(Base62.encode(0, 1)).isEqualTo("0");
    }

    @Test
    void encode_intoBytes_writesThereAndNowhereElse() {
        byte[] dst = new byte[14];
        Arrays.fill(dst, (byte) '.');
        assertThat(Base62.encode(Long.MAX_VALUE, dst, 2)).isEqualTo(11);
        assertThat(new String(dst, StandardCharsets.ISO_8859_1)).isEqualTo("..AzL8n0Y58m7.");
        assertThat(Base62.encode(62, dst, 12)).isEqualTo(2);
        assertThat(Base62.encode(0, dst, 0)).isEqualTo(1);
        assertThat(new String(dst, StandardCharsets.ISO_8859_1)).isEqualTo("0.AzL8n0Y58m10");
    }

    @Test
    void encode_doesNotFit_isRefusedAndWritesNothing() {
        byte[] dst = new byte[3];
        assertThatThrownBy(() -> Base62.encode(62, dst, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Base62.encode(62, dst, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Base62.encode(0, dst, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(dst).containsOnly(0);
        refused(() -> Base62.encode(62, 1), "value must be < 62^width: value=62, width=1, 62^width=62");
        refused(
                () -> Base62.encode(Long.MAX_VALUE, 10),
                "value must be < 62^width: value=9223372036854775807, width=10, 62^width=839299365868340224");
        refused(() -> Base62.encode(1, 0), "width must be 1 to 11: width=0");
        refused(() -> Base62.encode(1, 12), "width must be 1 to 11: width=12");
    }

    @Test
    void encode_negative_isRefused() {
        refused(() -> Base62.encode(-1), "value must be >= 0: value=-1");
        refused(() -> Base62.encode(Long.MIN_VALUE, 11), "value must be >= 0: value=-9223372036854775808");
        refused(() -> Base62.encode(-1, new byte[11], 0), "value must be >= 0: value=-1");
    }

    @Test
    void decode_leadingZeros_areAllowed() {
        assertThat(Base62.decode("007")).isEqualTo(7);
        assertThat(Base62.decode("00000000000")).isZero();
        assertThat(Base62.decode(new StringBuilder("0AzL"))).isEqualTo(Base62.decode("AzL"));
    }

    @Test
    void decode_overflow_isRefusedFromOneBeyondOn() {
        assertThat(Base62.decode("AzL8n0Y58m7")).isEqualTo(Long.MAX_VALUE);
        BigInteger max = BigInteger.valueOf(Long.MAX_VALUE);
        for (String text : new String[] {"AzL8n0Y58m8", "AzL8n0Y58mz", "AzL8n0Y58n0", "LygHa16AHYF", "LygHa16AHYG"}) {
            assertThat(value(text)).isGreaterThan(max);
            refused(
                    () -> Base62.decode(text),
                    "text must be at most AzL8n0Y58m7 (2^63-1): text=" + text + ", position=10");
        }
        refused(
                () -> Base62.decode("zzzzzzzzzzz"),
                "text must be at most AzL8n0Y58m7 (2^63-1): text=zzzzzzzzzzz, position=10");
    }

    @Test
    void decode_anyElevenDigits_isRefusedIfTheOracleIsGreater() {
        long seed = Seeds.seed(5);
        SplittableRandom random = new SplittableRandom(seed);
        BigInteger max = BigInteger.valueOf(Long.MAX_VALUE);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            text.append(DIGITS.charAt(random.nextInt(15)));
            while (text.length() < 11) {
                text.append(DIGITS.charAt(random.nextInt(62)));
            }
            BigInteger value = value(text.toString());
            if (value.compareTo(max) > 0) {
                assertThatThrownBy(() -> Base62.decode(text))
                        .as("seed=%d", seed)
                        .isInstanceOf(IllegalArgumentException.class);
            } else {
                assertThat(Base62.decode(text)).as("seed=%d", seed).isEqualTo(value.longValueExact());
            }
        }
    }

    private static BigInteger value(String text) {
        BigInteger value = BigInteger.ZERO;
        for (char c : text.toCharArray()) {
            value = value.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(DIGITS.indexOf(c)));
        }
        return value;
    }

    @Test
    void decode_wrongLength_isRefused() {
        refused(() -> Base62.decode(""), "text must have 1 to 11 characters: length=0");
        refused(() -> Base62.decode("000000000001"), "text must have 1 to 11 characters: length=12");
    }

    @Test
    void decode_foreignCharacter_isRefused() {
        refused(() -> Base62.decode("ab-c"), "text must be of 0-9, A-Z, a-z: text=ab-c, position=2, character=U+002D");
        for (char c = 0; c < 0x3000; c++) {
            String text = "1" + c;
            if (DIGITS.indexOf(c) >= 0) {
                assertThat(Base62.decode(text)).isEqualTo(62 + DIGITS.indexOf(c));
            } else {
                try {
                    Base62.decode(text);
                    fail("U+%04X is no digit", (int) c);
                } catch (IllegalArgumentException e) {
                    if (!e.getMessage().endsWith(String.format("position=1, character=U+%04X", (int) c))) {
                        throw e;
                    }
                }
            }
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
