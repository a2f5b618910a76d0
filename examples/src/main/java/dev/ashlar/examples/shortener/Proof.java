package dev.ashlar.examples.shortener;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Checks a store that was just opened: every number has a link, the codes and URLs of the links lead to each other, and
 * every code that a run has handed out stands for the URL that it was handed out for.
 */
final class Proof {
    private final LinkStore links;
    private long failures;
    private @Nullable String firstFailure;

    Proof(LinkStore links) {
        this.links = links;
    }

    /**
     * Checks everything.
     *
     * @param expectedCount how many links the store had when it was closed
     * @return how many checks failed
     */
    long check(long expectedCount, Tally tally) throws IOException {
        if (links.count() != expectedCount) {
            fail("the store must have " + expectedCount + " links, and has " + links.count());
        }
        for (long number = 0; number < links.count(); number++) {
            checkNumber(number);
        }
        for (int i = 0; i < tally.distinct(); i++) {
            Link link = links.find(tally.code(i));
            if (link == null || !tally.isUrl(i, link.url())) {
                fail("code " + tally.code(i) + " must lead to its URL, and leads to "
                        + (link == null ? "nothing" : link.url()));
            }
        }
        return failures;
    }

    /** Describes the first check that failed, or returns null. */
    @Nullable
    String firstFailure() {
        return firstFailure;
    }

    private void checkNumber(long number) throws IOException {
        Link link = links.get(number);
        String code = links.codeOf(link.url());
        if (!link.code().equals(code)) {
            fail("link " + number + " must be found by its URL: code=" + link.code() + ", code of the URL=" + code);
        }
        if (!link.equals(links.find(link.code()))) {
            fail("link " + number + " must be found by its code: code=" + link.code());
        }
    }

    private void fail(String message) {
        failures++;
        if (firstFailure == null) {
            firstFailure = message;
        }
    }
}
