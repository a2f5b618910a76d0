package dev.ashlar.examples.shortener;

/**
 * What has happened since a store of links was opened.
 *
 * @param filterHits how often the filter said of a proposed code "perhaps taken", so that the store was asked
 * @param collisions how often the code was taken, so that another was made
 * @param filterBytes the memory of the filter
 * @param filterLayers of how many filters it consists
 */
record LinkStats(long filterHits, long collisions, long filterBytes, int filterLayers) {}
