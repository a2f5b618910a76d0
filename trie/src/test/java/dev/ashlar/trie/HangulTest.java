package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;

class HangulTest {
    private final Completer completer = Completer.builder()
            .folding(Folding.HANGUL)
            .add("한국", 5)
            .add("하나", 9)
            .add("가고", 3)
            .add("과자", 4)
            .add("값싸다", 2)
            .add("회의록", 1)
            .build();

    @Test
    void top_anyStateOfTyping_findsTheWord() {
        for (String typed : List.of("ㅎ", "하", "한", "한ㄱ", "한구", "한국", "ㅎㄱ")) {
            assertThat(texts(typed)).as(typed).contains("한국");
        }
        assertThat(texts("각")).contains("가고");
        assertThat(texts("과")).contains("과자");
        for (String typed : List.of("ㄱ", "가", "갑", "값", "ㄱㅆ")) {
            assertThat(texts(typed)).as(typed).contains("값싸다");
        }
    }

    @Test
    void top_compoundVowelHalfTyped_findsTheWord() {
        Completer words =
                Completer.builder().folding(Folding.HANGUL).add("과자", 4).build();
        assertThat(words.top("고", 1)).hasSize(1);
    }

    @Test
    void matches_wholeSyllables_comeBeforeKeysWhateverTheWeight() {
        List<Match> matches = completer.query("한").matches(5);
        assertThat(matches).extracting(Match::text).containsExactly("한국", "하나");
        assertThat(matches).extracting(Match::tier).containsExactly(Tier.LITERAL, Tier.KEYS);
        assertThat(completer.query("ㅎㄱ").matches(5)).extracting(Match::tier).containsExactly(Tier.INITIALS);
    }

    @Test
    void top_decomposedHangul_isTheSameAsComposed() {
        String decomposed = Normalizer.normalize("회의록", Normalizer.Form.NFD);
        assertThat(texts(decomposed)).containsExactly("회의록");
        assertThat(completer.find(decomposed)).contains(new Completion("회의록", 1));
    }

    @Test
    void query_typoInAKey_isOneEdit() {
        assertThat(completer.query("호의록").typos(Typos.AUTO).matches(1))
                .extracting(Match::text, Match::edits)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("회의록", 1));
    }

    @Test
    void keys_everySyllable_areThoseOfItsJamo() {
        assertThat(Hangul.keys(UnicodeFold.fold("값"))).isEqualTo("ㄱㅏㅂㅅ");
        assertThat(Hangul.keys(UnicodeFold.fold("ㄳ"))).isEqualTo("ㄱㅅ");
        assertThat(Hangul.keys(UnicodeFold.fold("ㅘ까의"))).isEqualTo("ㅗㅏㄲㅏㅇㅡㅣ");
        for (char syllable = '가'; syllable <= '힣'; syllable++) {
            String jamo = UnicodeFold.fold(String.valueOf(syllable));
            assertThat(Hangul.compose(jamo)).isEqualTo(String.valueOf(syllable));
            assertThat(Hangul.keys(jamo)).matches("[ㄱ-ㅎ][ㅏ-ㅣ]{1,2}[ㄱ-ㅎ]{0,2}");
            assertThat(Hangul.initials(jamo)).isEqualTo(Hangul.keys(jamo).substring(0, 1));
        }
    }

    @Test
    void top_clustersAKeyboardMakesOfConsonants_areInitialsOneByOne() {
        String[] clusters = "ㄳ ㄵ ㄶ ㄺ ㄻ ㄼ ㄽ ㄾ ㄿ ㅀ ㅄ".split(" ");
        String[] words = "가사 나자 나하 라가 라마 라바 라사 라타 라파 라하 바사".split(" ");
        for (int i = 0; i < clusters.length; i++) {
            Completer one = Completer.builder()
                    .folding(Folding.HANGUL)
                    .add(words[i], 1)
                    .add("한" + words[i], 2)
                    .add("하늘", 10)
                    .build();
            assertThat(one.query(clusters[i]).matches(5))
                    .as(clusters[i])
                    .extracting(Match::text, Match::tier)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(words[i], Tier.INITIALS));
            assertThat(one.query("ㅎ" + clusters[i]).matches(5))
                    .as(clusters[i])
                    .extracting(Match::text, Match::tier)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("한" + words[i], Tier.INITIALS));
        }
    }

    private List<String> texts(String typed) {
        return completer.top(typed, 10).stream().map(Completion::text).toList();
    }
}
