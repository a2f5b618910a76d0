package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class CompleterTest {
    private final Completer completer = Completer.builder()
            .add("tree", 10)
            .add("true", 35)
            .add("try", 29)
            .add("tr", 1)
            .add("net ", 2)
            .add("net", 1)
            .build();

    @Test
    void top_examples_areInTheOrderOfWeights() {
        assertThat(completer.top("tr", 2)).containsExactly(new Completion("true", 35), new Completion("try", 29));
        assertThat(texts(completer.top("", 3))).containsExactly("true", "try", "tree");
        assertThat(texts(completer.top("net", 9))).containsExactly("net ", "net");
        assertThat(texts(completer.top("net ", 9))).containsExactly("net ");
        assertThat(completer.top("x", 9)).isEmpty();
        assertThat(completer.top("treee", 9)).isEmpty();
    }

    @Test
    void top_anyK_isAPrefixOfTheNextK() {
        assertThat(completer.top("tr", 0)).isEmpty();
        assertThat(completer.top("tr", Integer.MAX_VALUE)).hasSize(4);
        for (int k = 1; k < 5; k++) {
            assertThat(completer.top("tr", k + 1))
                    .startsWith(completer.top("tr", k).toArray(Completion[]::new));
        }
    }

    @Test
    void query_exactFirst_putsItFirstAndOnce() {
        assertThat(texts(completer.query("tr").exactFirst().top(9))).containsExactly("tr", "true", "try", "tree");
        assertThat(texts(completer.query("tre").exactFirst().top(9))).containsExactly("tree");
    }

    @Test
    void query_filter_losesNothing() {
        assertThat(texts(completer.query("tr").filter(c -> c.weight() < 20).top(1)))
                .containsExactly("tree");
        Blocklist blocked = Blocklist.of(Folding.UNICODE, List.of("TRUE", "try"));
        assertThat(texts(completer.query("t").filter(blocked).top(2))).containsExactly("tree", "tr");
        assertThat(blocked.test(new Completion("only true friends", 1))).isFalse();
        assertThat(blocked.test(new Completion("truest", 1))).isTrue();
    }

    @Test
    void matches_typos_tellTheEditsAndTheSpan() {
        assertThat(completer.query("ture").typos(Typos.AUTO).matches(2))
                .extracting(Match::text, Match::edits, Match::start, Match::end)
                .containsExactly(Tuple.tuple("true", 1, 0, 4), Tuple.tuple("tree", 1, 0, 3));
        Completer words =
                Completer.builder().matching(Matching.WORDS).add("new york", 5).build();
        assertThat(words.query("yo").matches(1))
                .extracting(Match::text, Match::start, Match::end)
                .containsExactly(Tuple.tuple("new york", 4, 6));
    }

    /** Letters whose UTF-8 begins alike, in any order, and two typos in one place: what a search by bytes could get wrong. */
    @Test
    void top_twoTyposInOnePlace_areForgiven() {
        Typos two = new Typos(1, 2, 0);
        for (String text : List.of("ㅎㅓabcd", "éèabcd", "😀😁abcd", "본한abcd", "xyabcd")) {
            int[] letters = text.codePoints().toArray();
            String first = Character.toString(letters[0]);
            String second = Character.toString(letters[1]);
            String rest = text.substring(first.length() + second.length());
            CompleterBuilder many = Completer.builder().add(text, 1);
            for (int i = 0; i < 40; i++) {
                many.add(Character.toString(letters[0] + 7 + i) + "0123456789", i); // so that there is a block
            }
            Completer one = many.build();
            for (String typed : List.of(
                    rest,
                    second + first + rest,
                    "qr" + rest,
                    "qr" + text,
                    first + "qr" + second + rest,
                    second + second + first + rest,
                    first + first + first + second + rest,
                    second + "q" + rest)) {
                assertThat(texts(one.query(typed).typos(two).top(1))).as(typed).containsExactly(text);
            }
            assertThat(one.query("qrs" + rest).typos(two).top(1)).isEmpty();
        }
    }

    @Test
    void matches_typosWhereTheFirstLetterMustBeRight_tellTheWordThatMatches() {
        Completer words =
                Completer.builder().matching(Matching.WORDS).add("bree trae", 5).build();
        assertThat(words.query("tree").typos(Typos.AUTO).matches(1))
                .extracting(Match::start, Match::end)
                .containsExactly(Tuple.tuple(5, 9));
    }

    @Test
    void blocklist_phrasesAndSigns_areFoundAtWords() {
        Blocklist blocked = Blocklist.of(Folding.UNICODE, List.of("c++", "f-word", "a bad phrase"));
        for (String text : List.of("learn C++ now", "c++", "an f-word", "this is a bad phrase here")) {
            assertThat(blocked.test(new Completion(text, 1))).as(text).isFalse();
        }
        for (String text : List.of("abc++", "c+", "a bad phrases", "the word")) {
            assertThat(blocked.test(new Completion(text, 1))).as(text).isTrue();
        }
    }

    @Test
    void top_weightsAtTheEndsOfLong_areToldApartAndReturned() {
        Completer ends = Completer.builder()
                .add("a", Long.MAX_VALUE)
                .add("b", Long.MAX_VALUE - 1)
                .add("c", 0)
                .add("d", -1)
                .add("e", Long.MIN_VALUE)
                .build();
        assertThat(ends.top("", 9))
                .extracting(Completion::weight)
                .containsExactly(Long.MAX_VALUE, Long.MAX_VALUE - 1, 0L, -1L, Long.MIN_VALUE);
    }

    @Test
    void build_duplicates_followTheRuleWhateverTheOrder() {
        for (int order = 0; order < 2; order++) {
            CompleterBuilder builder = Completer.builder();
            long[] weights = order == 0 ? new long[] {Long.MAX_VALUE, 5, -7} : new long[] {-7, 5, Long.MAX_VALUE};
            for (long weight : weights) {
                builder.add("a", weight);
            }
            assertThat(builder.build().top("", 1)).containsExactly(new Completion("a", Long.MAX_VALUE - 2));
            assertThat(builder.duplicates(Duplicates.MAX)
                            .build()
                            .top("", 1)
                            .get(0)
                            .weight())
                    .isEqualTo(Long.MAX_VALUE);
            assertThat(builder.duplicates(Duplicates.LAST)
                            .build()
                            .top("", 1)
                            .get(0)
                            .weight())
                    .isEqualTo(weights[2]);
            builder.duplicates(Duplicates.SUM).add("a", Long.MAX_VALUE);
            assertThat(builder.build().top("", 1).get(0).weight()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void top_loneSurrogates_areNoTextAndCompleteToNothing() {
        Completer emoji = Completer.builder()
                .add("?", 3)
                .add("\uD83D\uDE00", 2)
                .add("\uFF5E", 2)
                .build();
        assertThat(emoji.top("\uD83D", 9)).isEmpty();
        assertThat(emoji.query("\uD83D").typos(Typos.AUTO).exactFirst().top(9)).isEmpty();
        assertThat(texts(emoji.top("", 9))).containsExactly("?", "\uFF5E", "\uD83D\uDE00");
        assertThatThrownBy(() -> Completer.builder().add("a\uDE00", 1))
                .hasMessage("text must not have lone surrogates");
    }

    @Test
    void emptyCompleter_anyQuestion_hasNoAnswer() {
        Completer empty = Completer.builder().build();
        empty.verify();
        assertThat(empty.size()).isZero();
        assertThat(empty.top("", 5)).isEmpty();
        assertThat(empty.query("abcdefgh").typos(Typos.AUTO).exactFirst().matches(5))
                .isEmpty();
        assertThat(empty.find("a")).isEmpty();
    }

    @Test
    void payload_someHaveOne_comesWithTheMatch() {
        Completer paid = Completer.builder()
                .add("a", 3, "\uD83D\uDE00")
                .add("b", 2)
                .add("c", 1, "")
                .build();
        assertThat(paid.query("").matches(3)).extracting(Match::payload).containsExactly("\uD83D\uDE00", null, "");
    }

    @Test
    void cursor_usedAgain_answersAnew() {
        Cursor cursor = completer.cursor();
        assertThat(cursor.next()).isFalse();
        assertThatThrownBy(cursor::text).isInstanceOf(NoSuchElementException.class);
        for (int i = 0; i < 3; i++) {
            assertThat(cursor.seek("tr").next()).isTrue();
            assertThat(cursor.text()).isEqualTo("true");
            byte[] two = new byte[2];
            assertThat(cursor.copyUtf8(two)).isEqualTo(4);
            assertThat(two).containsExactly('t', 'r');
        }
    }

    @Test
    void build_deeplyNestedTexts_needNoStack() throws InterruptedException {
        AtomicReference<Object> result = new AtomicReference<>("none");
        Thread small = new Thread(null, () -> result.set(nested()), "small stack", 1);
        small.start();
        small.join();
        assertThat(result.get()).isEqualTo(List.of("a".repeat(65_535), "a".repeat(65_472)));
    }

    /** A hundred thousand texts, each a prefix of others, up to the longest there can be: more levels than the smallest stack takes. */
    private static Object nested() {
        CompleterBuilder builder = Completer.builder();
        for (int chain = 0; chain < 110; chain++) {
            String first = Character.toString(0x4E00 + chain);
            for (int length = 0; length < 900; length++) {
                builder.add(first + "b".repeat(length), length);
            }
        }
        for (int length = 64; length <= 65_472; length += 64) {
            builder.add("a".repeat(length), length);
        }
        Completer nested = builder.add("a".repeat(65_535), 65_535).build();
        nested.verify();
        assertThat(nested.size()).isGreaterThan(100_000);
        assertThat(texts(nested.query("ba").typos(new Typos(1, 2, 0)).top(1))).containsExactly("a".repeat(65_535));
        LiveCompleter live = LiveCompleter.of(nested);
        for (int length = 2; length < 2_000; length += 2) {
            live.add("a".repeat(length), -length);
        }
        return texts(live.top("a".repeat(4_000), 2));
    }

    @Test
    void top_thousandsOfFirstCharactersAndTextsOfOneLetter_areExact() {
        CompleterBuilder builder = Completer.builder();
        List<Completion> all = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 13_000; i++) {
            all.add(new Completion(Character.toString(0x3400 + i) + i % 7, random.nextInt(100)));
        }
        for (int i = 0; i < 65_536; i++) {
            all.add(new Completion("x" + Integer.toString(i, 36), random.nextInt(100)));
        }
        Completer wide = builder.addAll(all).build();
        all.sort(Comparator.naturalOrder());
        assertThat(wide.top("", 200)).isEqualTo(all.subList(0, 200));
        assertThat(wide.top("x", 200))
                .isEqualTo(all.stream()
                        .filter(c -> c.text().startsWith("x"))
                        .limit(200)
                        .toList());
        assertThat(wide.top("\u3456", 5)).hasSize(1);
    }

    @Test
    void illegalUse_anyKind_isRefusedByName() {
        CompleterBuilder builder = Completer.builder();
        assertThatThrownBy(() -> builder.add("", 1)).hasMessage("text must not be empty");
        assertThatThrownBy(() -> builder.add("é".repeat(32_768), 1))
                .hasMessage("text must have at most 65535 bytes of UTF-8: length=65536");
        assertThat(builder.add("a".repeat(65_535), 1).build().top("aaa", 1)).hasSize(1);
        assertThatThrownBy(() -> builder.folding(Folding.UNICODE))
                .hasMessage("folding and matching must be set before the first text is added");
        assertThatThrownBy(() -> completer.top("a", -1)).hasMessage("k must be >= 0: k=-1");
        assertThatThrownBy(() -> new Typos(0, 1, 0)).hasMessage("oneFrom must be >= 1: oneFrom=0");
        assertThatThrownBy(() -> new Typos(2, 1, 0)).hasMessage("twoFrom must be >= oneFrom: twoFrom=1, oneFrom=2");
        assertThatThrownBy(() -> new Typos(1, 1, -1)).hasMessage("exact must be >= 0: exact=-1");
    }

    @Test
    void compact_withWhatItCannotHave_isRefusedByTheLaterOfTheTwo() {
        CompleterBuilder folded = Completer.builder().folding(Folding.UNICODE);
        assertThatThrownBy(folded::compact)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("compact must be with Folding.EXACT and Matching.PREFIX: folding=UNICODE, matching=PREFIX");
        CompleterBuilder words = Completer.builder().matching(Matching.WORDS);
        assertThatThrownBy(words::compact).hasMessageEndingWith(": folding=EXACT, matching=WORDS");
        CompleterBuilder compact = Completer.builder().compact();
        assertThatThrownBy(() -> compact.folding(Folding.HANGUL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(": folding=HANGUL, matching=PREFIX");
        assertThatThrownBy(() -> compact.matching(Matching.ANYWHERE))
                .hasMessageEndingWith(": folding=EXACT, matching=ANYWHERE");
        // What was refused is as it was.
        assertThat(folded.add("É", 1).build().top("é", 1)).hasSize(1);
        assertThat(words.add("new york", 1).build().top("yo", 1)).hasSize(1);
        assertThat(compact.folding(Folding.EXACT).add("É", 1).build().top("é", 1))
                .isEmpty();
    }

    private static List<String> texts(List<Completion> completions) {
        return completions.stream().map(Completion::text).toList();
    }
}
