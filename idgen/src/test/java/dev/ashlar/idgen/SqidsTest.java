package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The vectors of the public specification, where no list of words is given, and what it leaves open. */
class SqidsTest {
    private final Sqids sqids = Sqids.create();

    private static void check(Sqids sqids, String code, long... numbers) {
        assertThat(sqids.encode(numbers)).isEqualTo(code);
        assertThat(sqids.decode(code)).isEqualTo(numbers);
    }

    @Test
    void encode_vectorsOfTheSpecification_areTheSame() {
        check(sqids, "86Rf07", 1, 2, 3);
        String[] single = {"bM", "Uk", "gb", "Ef", "Vq", "uw", "OI", "AX", "p6", "nJ"};
        String[] second = {"SvIz", "n3qa", "tryF", "eg6q", "rSCF", "sR8x", "uY2M", "74dI", "30WX", "moxr"};
        String[] first = {"SvIz", "nWqP", "tSyw", "eX68", "rxCY", "sV8a", "uf2K", "7Cdk", "3aWP", "m2xn"};
        for (int i = 0; i < 10; i++) {
            check(sqids, single[i], i);
            check(sqids, second[i], 0, i);
            check(sqids, first[i], i, 0);
        }
        check(Sqids.of("0123456789abcdef", 0, Set.of()), "489158", 1, 2, 3);
        check(sqids, "", new long[0]);
    }

    @Test
    void encode_minLengthOfTheSpecification_isTheSame() {
        Sqids padded = Sqids.of(Sqids.DEFAULT_ALPHABET, 62, Set.of());
        check(padded, "86Rf07xd4zBmiJXQG6otHEbew02c3PWsUOLZxADhCpKj7aVFv9I8RquYrNlSTM", 1, 2, 3);
        check(padded, "SvIzsqYMyQwI3GWgJAe17URxX8V924Co0DaTZLtFjHriEn5bPhcSkfmvOslpBu", 0, 0);
        check(padded, "moxr3HqLAK0GsTND6jowfZz3SUx7cQ8aC54Pl1RbIvFXmEJuBMYVeW9yrdOtin", 0, 9);
        check(Sqids.of(Sqids.DEFAULT_ALPHABET, 7, Set.of()), "86Rf07x", 1, 2, 3);
        check(
                Sqids.of(Sqids.DEFAULT_ALPHABET, 65, Set.of()),
                "86Rf07xd4zBmiJXQG6otHEbew02c3PWsUOLZxADhCpKj7aVFv9I8RquYrNlSTMyf1",
                1,
                2,
                3);
        for (int minLength : new int[] {1, 5, 10, 255}) {
            Sqids sqids = Sqids.of(Sqids.DEFAULT_ALPHABET, minLength, Set.of());
            assertThat(sqids.encode(1_000_000)).hasSizeGreaterThanOrEqualTo(minLength);
            assertThat(sqids.decode(sqids.encode(1_000_000, 5))).containsExactly(1_000_000, 5);
        }
    }

    @Test
    void encode_wordsOfTheSpecification_areAvoided() {
        check(sqids, "aho1e", 4572721);
        check(Sqids.of(Sqids.DEFAULT_ALPHABET, 0, Set.of("aho1e")), "JExTR", 4572721);
        Sqids one = Sqids.of(Sqids.DEFAULT_ALPHABET, 0, Set.of("ArUO"));
        check(one, "aho1e", 4572721);
        check(one, "QyG4", 100000);
        assertThat(one.decode("ArUO")).containsExactly(100000);
        Sqids many = Sqids.of(Sqids.DEFAULT_ALPHABET, 0, Set.of("JSwXFaosAN", "OCjV9JK64o", "rBHf", "79SM", "7tE6"));
        check(many, "1aYeB7bRUt", 1_000_000, 2_000_000);
        for (String blocked : new String[] {"86Rf07", "se8ojk", "ARsz1p", "Q8AI49", "5sQRZO"}) {
            Sqids without = Sqids.of(Sqids.DEFAULT_ALPHABET, 0, Set.of(blocked));
            assertThat(without.decode(blocked)).containsExactly(1, 2, 3);
            assertThat(without.encode(1, 2, 3)).isNotEqualTo(blocked);
        }
        Sqids upper = Sqids.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0, Set.of("sxnzkl"));
        check(upper, "IBSHOZ", 1, 2, 3);
        Sqids all = Sqids.of("abc", 3, Set.of("cab", "abc", "bca"));
        assertThatThrownBy(() -> all.encode(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("one code must be without the words: numbers=[0]");
    }

    @Test
    void encode_anyNumbers_areReadAgainAndDiffer() {
        SplittableRandom random = new SplittableRandom(Seeds.seed(4));
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            String code = sqids.encode(i);
            assertThat(sqids.decode(code)).containsExactly(i);
            assertThat(codes.add(code)).isTrue();
        }
        for (int i = 0; i < 10_000; i++) {
            long[] numbers = random.longs(random.nextInt(1, 6))
                    .map(n -> n >>> random.nextInt(1, 64))
                    .toArray();
            assertThat(sqids.decode(sqids.encode(numbers))).isEqualTo(numbers);
        }
        assertThat(sqids.decode(sqids.encode(Long.MAX_VALUE))).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void illegalUse_isRefused() {
        assertThatThrownBy(() -> sqids.encode(1, -1)).hasMessage("number must be >= 0: number=-1");
        assertThatThrownBy(() -> sqids.decode("a*")).hasMessage("code must be of the alphabet: code=a*, position=1");
        String greatest = sqids.encode(Long.MAX_VALUE);
        assertThatThrownBy(() -> sqids.decode(greatest + greatest.charAt(greatest.length() - 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("code must be of numbers below 2^63");
        for (String bad : new String[] {"", "ab", "ëabc", "abca"}) {
            assertThatThrownBy(() -> Sqids.of(bad, 0, Set.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("alphabet must ");
        }
        for (int bad : new int[] {-1, 256}) {
            assertThatThrownBy(() -> Sqids.of("abc", bad, Set.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("minLength must be 0 to 255: minLength=" + bad);
        }
    }
}
