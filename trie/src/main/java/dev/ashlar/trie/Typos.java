package dev.ashlar.trie;

/**
 * How many typos are forgiven, by the length of what was typed. A typo is a letter too many, too few or wrong, or two
 * neighbours in the wrong order; letters are code points, or keys where Hangul was typed.
 *
 * <p>Immutable, so threads may share it.
 *
 * @param oneFrom from how many letters on one typo is forgiven, 1 or more
 * @param twoFrom from how many letters on two are, {@code oneFrom} or more
 * @param exact how many letters at the begin must be right, 0 or more. With 0 every first letter is tried, which takes
 *     several times as long
 */
public record Typos(int oneFrom, int twoFrom, int exact) {
    /** No typo is forgiven. */
    public static final Typos NONE = new Typos(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

    /** One typo from 4 letters on, two from 8 on, and none in the first letter. */
    public static final Typos AUTO = new Typos(4, 8, 1);

    /**
     * Creates the rule.
     *
     * @param oneFrom from how many letters on one typo is forgiven, 1 or more
     * @param twoFrom from how many letters on two are, {@code oneFrom} or more
     * @param exact how many letters at the begin must be right, 0 or more
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Typos {
        if (oneFrom < 1) {
            throw new IllegalArgumentException("oneFrom must be >= 1: oneFrom=" + oneFrom);
        }
        if (twoFrom < oneFrom) {
            throw new IllegalArgumentException(
                    "twoFrom must be >= oneFrom: twoFrom=" + twoFrom + ", oneFrom=" + oneFrom);
        }
        if (exact < 0) {
            throw new IllegalArgumentException("exact must be >= 0: exact=" + exact);
        }
    }

    /** Tells how many typos are forgiven in as many letters. */
    int forgiven(int letters) {
        return letters >= twoFrom ? 2 : letters >= oneFrom ? 1 : 0;
    }
}
