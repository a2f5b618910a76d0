package dev.ashlar.trie;

/**
 * Finds entries of a {@link Base}, best first, one at a time. For one thread; once its arrays have grown it allocates nothing.
 *
 * <p>An entry is told by a number, which it has in every search of the same base.
 */
sealed interface BaseSearch permits PackedSearch, CompactSearch {
    /** Begins with the entries whose form begins with bytes, which must stay as they are. */
    void seek(byte[] prefix, int length);

    /**
     * Begins with the entries whose form begins with bytes, and then with the automaton's pattern but for typos. One that is near
     * enough in several ways may be found as often.
     */
    void seekTypos(byte[] exact, int length, Edits edits);

    /**
     * Finds the entry that has a form, and none other.
     *
     * @param folded the folded text of the entry, by which it is told from others with the same form
     * @return its number, or -1 if there is none
     */
    int find(byte[] form, int length, String folded);

    /** Goes to the next entry; returns its number, or -1 if there is no more. */
    int next();

    /** Returns the weight of the entry that was found last. */
    long weight();

    /** Returns how many bytes the text of the entry has that was found last. */
    int textLength();

    /** Writes the text of the entry that was found last to the begin of an array that is long enough. */
    void copyText(byte[] into, int length);
}
