package dev.ashlar.trie;

/** The sections of a snapshot, in their order in the file. */
enum Section {
    TRIE,
    JUMPS,
    CODES,
    MAXIMA,
    WEIGHT_RUNS,
    WEIGHTS,
    TEXT_PLACES,
    TEXTS,
    PAYLOAD_PLACES,
    PAYLOADS
}
