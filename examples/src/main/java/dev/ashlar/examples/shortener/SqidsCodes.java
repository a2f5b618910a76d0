package dev.ashlar.examples.shortener;

import dev.ashlar.idgen.Sqids;

/**
 * Codes from the numbers of the links, by Sqids: as short as can be (two characters for the first 61 links, seven up to 51
 * thousand million), without looking like a sequence. Nothing has to be remembered for them but how many links there are.
 *
 * <p>They are no secret: who knows Sqids can tell the number of a link from its code, and the codes of its neighbours.
 */
final class SqidsCodes implements CodeMaker {
    private final Sqids sqids = Sqids.create();

    @Override
    public byte kind() {
        return 's';
    }

    /** Two numbers have two codes; but a code may have been made in another way before, and then the attempt goes in. */
    @Override
    public String code(long number, byte[] url, int attempt) {
        return attempt == 0 ? sqids.encode(number) : sqids.encode(number, attempt);
    }
}
