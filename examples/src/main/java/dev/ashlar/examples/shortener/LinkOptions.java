package dev.ashlar.examples.shortener;

import dev.ashlar.kvstore.Durability;
import java.time.InstantSource;

/**
 * How a store of links is opened. Nothing of it is kept in the store: every opening may have its own.
 *
 * @param durability what a link survives once it was handed out
 * @param codes makes the codes of new links; belongs to one store
 * @param clock tells when a link was made
 * @param filterCodes for how many codes the filter is made at least, 1 or more
 */
record LinkOptions(Durability durability, CodeMaker codes, InstantSource clock, long filterCodes) {
    /** 1.9 MB. */
    static final long DEFAULT_FILTER_CODES = 1_000_000;

    LinkOptions(Durability durability, CodeMaker codes, InstantSource clock) {
        this(durability, codes, clock, DEFAULT_FILTER_CODES);
    }
}
