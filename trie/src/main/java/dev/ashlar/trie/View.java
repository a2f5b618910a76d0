package dev.ashlar.trie;

/**
 * What can be completed to at one moment: packed entries, but for the dead ones, and those of an overlay. Immutable.
 *
 * @param base the packed entries
 * @param dead ranks of packed entries that were removed or are in the overlay now
 * @param overlay what came after the packed entries
 * @param size how many entries there are
 */
record View(Packed base, DeadRanks dead, OverlayNode overlay, int size) {
    static View of(Packed base) {
        return new View(base, DeadRanks.NONE, OverlayNode.EMPTY, base.header().entries());
    }

    boolean isPacked() {
        return dead == DeadRanks.NONE && overlay == OverlayNode.EMPTY;
    }
}
