package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
    @Test
    void forEach_allPrefixes_answersAsTheCompleter() {
        SplittableRandom random = new SplittableRandom(1);
        RandomTexts texts = new RandomTexts(random);
        for (Folding folding : List.of(Folding.EXACT, Folding.UNICODE)) {
            CompleterBuilder builder = Completer.builder().folding(folding);
            TreeSet<String> expected = new TreeSet<>(List.of(""));
            for (int i = 0; i < 200; i++) {
                String text = texts.next(6);
                builder.add(text, random.nextInt(9));
                String folded = folding.fold(text);
                for (int n = 1; n <= Math.min(4, folded.codePointCount(0, folded.length())); n++) {
                    expected.add(folded.substring(0, folded.offsetByCodePoints(0, n)));
                }
            }
            Completer completer = builder.build();
            Map<String, byte[]> table = new HashMap<>();
            List<String> order = new ArrayList<>();
            PrefixTable.forEach(completer, 4, 5, (prefix, best) -> {
                order.add(prefix);
                table.put(prefix, PrefixTable.encode(best));
            });
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .isSortedAccordingTo(Completion::byCodePoint);
            for (String typed : expected) {
                assertThat(PrefixTable.decode(table.get(PrefixTable.key(folding, typed, 4))))
                        .isEqualTo(completer.top(typed, 5));
            }
        }
    }

    @Test
    void decode_otherBytes_areRefused() {
        byte[] good = PrefixTable.encode(List.of(new Completion("tree", 10), new Completion("한국", -1)));
        for (int length = 1; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            if (length != 16) {
                assertThatThrownBy(() -> PrefixTable.decode(cut)).isInstanceOf(SnapshotFormatException.class);
            }
        }
        good[12] = (byte) 0xFF;
        assertThatThrownBy(() -> PrefixTable.decode(good)).isInstanceOf(SnapshotFormatException.class);
    }

    @Test
    void illegalUse_isRefusedByName() {
        Completer completer = Completer.builder().build();
        assertThatThrownBy(() -> PrefixTable.forEach(completer, -1, 1, (p, b) -> {}))
                .hasMessage("maxCodePoints must be >= 0: maxCodePoints=-1");
        assertThatThrownBy(() -> PrefixTable.forEach(completer, 1, 0, (p, b) -> {}))
                .hasMessage("k must be >= 1: k=0");
        Completer hangul = Completer.builder().folding(Folding.HANGUL).build();
        assertThatThrownBy(() -> PrefixTable.forEach(hangul, 1, 1, (p, b) -> {}))
                .hasMessage("completer must not have the folding HANGUL");
    }
}
