package dev.ashlar.trie;

import java.util.SplittableRandom;

/** Texts of few letters, so that prefixes, ties and near misses are common; of several scripts, with the places where orders differ. */
final class RandomTexts {
    private static final String[] LETTERS = {
        "a",
        "b",
        "c",
        "A",
        " ",
        "é",
        "e\u0301",
        "ß",
        "한",
        "하",
        "각",
        "가",
        "고",
        "ㄱ",
        "ㅎ",
        "값",
        "日",
        "本",
        "\uE000",
        "\uFFFD",
        "\uD800\uDC00",
        "\uD83D\uDE00",
        "Ｃ",
        "ﬁ",
        "\u0000"
    };

    private final SplittableRandom random;
    private final int letters;

    RandomTexts(SplittableRandom random) {
        this.random = random;
        this.letters = random.nextInt(2, LETTERS.length + 1);
    }

    String next(int mostLetters) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(1, mostLetters + 1); n > 0; n--) {
            text.append(LETTERS[random.nextInt(letters)]);
        }
        return text.toString();
    }

    /** A part of a text as it could have been typed, also one cut within a pair. */
    String prefix(String text) {
        return text.substring(0, random.nextInt(text.length() + 1));
    }

    /** A text with a letter gone, added, changed or swapped. */
    String mistyped(String text) {
        int[] letters = text.codePoints().toArray();
        if (letters.length < 2) {
            return text;
        }
        int at = random.nextInt(letters.length - 1);
        String before = new String(letters, 0, at);
        String after = new String(letters, at + 1, letters.length - at - 1);
        String letter = new String(letters, at, 1);
        return switch (random.nextInt(4)) {
            case 0 -> before + after;
            case 1 -> before + letter + next(1) + after;
            case 2 -> before + next(1) + after;
            default ->
                before + new String(letters, at + 1, 1) + letter + new String(letters, at + 2, letters.length - at - 2);
        };
    }

    long weight() {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(3);
            case 1 -> Long.MIN_VALUE + random.nextInt(3);
            case 2 -> random.nextLong();
            default -> random.nextInt(5);
        };
    }
}
