package dev.ashlar.hashring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A {@link HashRing} that is replaced while threads read it.
 *
 * <p><b>Guarantees.</b> Readers take no lock and never wait. They see one published ring, whole; who needs several answers of
 * one ring takes it once by {@link #ring()}. Any number of changes is published as one generation. No change is lost: of
 * changes made at once by several threads each is made on top of the one before, and of two that contradict each other the
 * one that is published last wins. But of two threads that both remove (or both add) the same node the second gets an
 * {@link IllegalArgumentException}, as its change is made on a ring without (or with) it. The ring of the generation before is kept, for keys that may not have moved yet.
 *
 * <p>Any number of threads may use it.
 *
 * @param <N> what a node is
 */
public final class LiveHashRing<N> implements Locator<N> {
    /**
     * A published ring. Immutable.
     *
     * @param number 0 for the first, and one more for every ring that was published
     * @param ring the ring
     * @param previous the ring before; the first one's is itself
     * @param <N> what a node is
     */
    public record Generation<N>(long number, HashRing<N> ring, HashRing<N> previous) {}

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(LiveHashRing.class, "current", Generation.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Generation<N> current;

    /**
     * Creates it.
     *
     * @param ring the first ring
     */
    public LiveHashRing(HashRing<N> ring) {
        current = new Generation<>(0, ring, ring);
    }

    /**
     * Returns the ring as it is now.
     *
     * @return the last published ring
     */
    public HashRing<N> ring() {
        return current.ring;
    }

    /**
     * Returns the ring as it is now, its number and the one before.
     *
     * @return the last published generation
     */
    public Generation<N> generation() {
        return current;
    }

    @Override
    public N locate(long hash) {
        return ring().locate(hash);
    }

    /**
     * Returns the node that had a key in the generation before.
     *
     * @param hash the key's hash
     * @return the node
     * @throws IllegalStateException if there was no node
     */
    public N locatePrevious(long hash) {
        return current.previous.locate(hash);
    }

    @Override
    public List<N> nodes() {
        return ring().nodes();
    }

    /**
     * Makes changes and publishes them as one generation.
     *
     * @param changes what to add, remove or reweigh; when another thread has published meanwhile it is called again, on what
     *     is there then. If it throws, nothing is changed.
     * @return what was published
     */
    public Generation<N> change(Consumer<? super HashRingBuilder<N>> changes) {
        return update(ring -> {
            HashRingBuilder<N> builder = ring.change();
            changes.accept(builder);
            return builder.build();
        });
    }

    /**
     * Replaces the ring by another.
     *
     * @param next returns the new ring for the one that is there; when another thread has published meanwhile it is called
     *     again. If it throws, nothing is changed.
     * @return what was published
     */
    public Generation<N> update(UnaryOperator<HashRing<N>> next) {
        while (true) {
            Generation<N> was = current;
            Generation<N> is = new Generation<>(was.number + 1, next.apply(was.ring), was.ring);
            if (CURRENT.compareAndSet(this, was, is)) {
                return is;
            }
        }
    }
}
