package dev.ashlar.idgen;

/**
 * Thrown when a generator refuses an id because all sequence numbers of the tick are used up, and its
 * {@link Exhaustion} policy allows no (further) waiting or borrowing.
 *
 * <p>The generator is as it was: it goes on by itself with the next tick of its clock.
 */
public final class SequenceExhaustedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SequenceExhaustedException(String message) {
        super(message);
    }
}
