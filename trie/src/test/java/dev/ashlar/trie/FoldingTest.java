package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes the locale of all")
class FoldingTest {
    @Test
    void unicode_whatPeopleTakeForTheSame_foldsAlike() {
        assertThat(Folding.UNICODE.fold("CAFÉ")).isEqualTo("cafe\u0301").startsWith(Folding.UNICODE.fold("cafe"));
        assertThat(Folding.UNICODE.fold("Ｃａｆé")).isEqualTo("cafe\u0301");
        assertThat(Folding.UNICODE.fold("ΟΔΟΣΗ")).startsWith(Folding.UNICODE.fold("ΟΔΟΣ"));
        assertThat(Folding.UNICODE.fold("ς ſ \u212A µ ẞ")).isEqualTo("σ s k μ ß");
        assertThat(Folding.UNICODE.fold("ﬁ ㎞")).isEqualTo("fi km");
    }

    @Test
    void fold_turkishLocale_makesNoDifference() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Folding.UNICODE.fold("TITLE")).isEqualTo("title");
        } finally {
            Locale.setDefault(before);
        }
    }

    /** All code points, so that no JDK's tables make another index of the same texts. */
    @Test
    void fold_everyCodePoint_isTheSameOnEveryJdk() {
        CRC32C checksum = new CRC32C();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < 0xD800 || codePoint > 0xDFFF) {
                String text = "\u0315" + Character.toString(codePoint) + "\u0334";
                checksum.update(Folding.UNICODE.fold(text).getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(HexFormat.of().toHexDigits((int) checksum.getValue())).isEqualTo("909e7b25");
    }

    @Test
    void top_composedAndDecomposedText_isOneEntryWithTheSurfaceGiven() {
        Completer completer = Completer.builder()
                .folding(Folding.UNICODE)
                .add("Café", 7)
                .add(Normalizer.normalize("café", Normalizer.Form.NFD), 3)
                .build();
        assertThat(completer.top("CAFE", 5)).containsExactly(new Completion("Café", 10));
        assertThat(completer.top("cafe\u0301", 5)).hasSize(1);
        assertThat(completer.top("ca", 5)).hasSize(1);
    }

    /** What README.md and {@link Folding#UNICODE} say of accents. */
    @Test
    void top_lettersWithoutTheirAccents_areFoundOnlyWhileTheAccentWouldBeNext() {
        Completer completer = Completer.builder()
                .folding(Folding.UNICODE)
                .add("Señor Müller", 5)
                .add("naïve", 4)
                .add("café noir", 3)
                .add("Café au lait", 2)
                .add("Straße", 1)
                .build();
        assertThat(completer.top("cafe", 5)).extracting(Completion::text).containsExactly("café noir", "Café au lait");
        assertThat(completer.top("sen", 5)).extracting(Completion::text).containsExactly("Señor Müller");
        for (String typed : List.of("senor", "naive", "cafe n", "STRASS")) {
            assertThat(completer.top(typed, 5)).as(typed).isEmpty();
        }
        assertThat(completer.top("STRAẞ", 5)).extracting(Completion::text).containsExactly("Straße");
        assertThat(completer.query("cafe au").typos(Typos.AUTO).matches(5))
                .extracting(Match::text, Match::edits)
                .containsExactly(Tuple.tuple("Café au lait", 1));
        assertThat(completer.query("senor muller").typos(Typos.AUTO).matches(5))
                .extracting(Match::text, Match::edits)
                .containsExactly(Tuple.tuple("Señor Müller", 2));
    }

    @Test
    void top_textThatGrowsWhenFolded_isFoundByWhatItBecomes() {
        Completer completer =
                Completer.builder().folding(Folding.UNICODE).add("\uFDFA", 1).build();
        assertThat(completer.top("صلى", 1)).extracting(Completion::text).containsExactly("\uFDFA");
        assertThat(completer.query("صلى").matches(1)).extracting(Match::end).containsExactly(1);
    }
}
