package dev.ashlar.trie;

/**
 * What can be completed to at one moment: packed entries, but for the dead ones, and those of an overlay. Immutable.
 *
 * @param base the packed entries
 * @param dead ranks of packed entries that were removed or are in the overlay now
 * @param overlay what came after the packed entries
 * @param bounds of the weights in the overlay
 * @param size how many entries there are
 */
record View(Base base, DeadRanks dead, OverlayNode overlay, OverlayBounds bounds, int size) {
    static View of(Base base) {
        return new View(
                base,
                DeadRanks.NONE,
                OverlayBucket.EMPTY,
                OverlayBounds.NONE,
                base.header().entries());
    }

    boolean isPacked() {
        return dead == DeadRanks.NONE && overlay == OverlayBucket.EMPTY;
    }
}
