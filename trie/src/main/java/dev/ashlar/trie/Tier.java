package dev.ashlar.trie;

/** How an entry was found; those of an earlier tier come first. */
public enum Tier {
    /** It is what was typed, to the end. Only where {@link Query#exactFirst()} asks for it. */
    EXACT,
    /** What was typed is in it, letter by letter. */
    LITERAL,
    /** The keys that were pressed are those of its Hangul. */
    KEYS,
    /** What was typed are initial consonants of its Hangul. */
    INITIALS,
    /** With one typo. */
    ONE_TYPO,
    /** With two typos. */
    TWO_TYPOS;

    int edits() {
        return this == ONE_TYPO ? 1 : this == TWO_TYPOS ? 2 : 0;
    }
}
