package dev.ashlar.kvstore.internal.memtable;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Entries that several threads link at once are a set: each is there from when it has been linked. */
class MemtableLincheckTest {
    /** Two threads add and ask. */
    public static class Calls {
        private final Memtable memtable = new Memtable();
        private long sequence;

        @Operation
        public void addA() {
            add("a");
        }

        @Operation
        public void addB() {
            add("b");
        }

        @Operation
        public void addC() {
            add("c");
        }

        @Operation
        public boolean hasA() {
            return has("a");
        }

        @Operation
        public boolean hasB() {
            return has("b");
        }

        @Operation
        public int first() {
            int node = memtable.first();
            return node == 0 ? -1 : memtable.array(node)[memtable.keyOffset(node)];
        }

        private void add(String key) {
            byte[] bytes = {(byte) key.charAt(0)};
            int node;
            synchronized (this) {
                sequence++;
                node = memtable.reserve(1, sequence, bytes, 0, 1, 1, 0);
            }
            memtable.link(node, new LinkPath());
        }

        private boolean has(String key) {
            return memtable.find(new byte[] {(byte) key.charAt(0)}, Long.MAX_VALUE) != 0;
        }
    }

    /** A list whose links are stored without a look at what others have stored meanwhile. */
    public static class StoredLinks {
        private record Node(Node next) {}

        private volatile Node first;

        @Operation
        public void add() {
            Node next = first;
            first = new Node(next);
        }

        @Operation
        public int size() {
            int size = 0;
            for (Node node = first; node != null; node = node.next) {
                size++;
            }
            return size;
        }
    }

    @Test
    void link_severalThreads_isLinearisable() {
        assertThatCode(() -> options().check(Calls.class)).doesNotThrowAnyException();
    }

    @Test
    void storedLinks_areFoundNotToBe() {
        assertThatThrownBy(() -> modelChecking().check(StoredLinks.class)).isInstanceOf(LincheckAssertionError.class);
    }

    /** The model checker steps into locks of the JDK, and cannot read those from JDK 25 on. */
    private static Options<?, ?> options() {
        if (Runtime.version().feature() < 25) {
            return modelChecking();
        }
        return new StressOptions().threads(3).actorsPerThread(2).iterations(10).invocationsPerIteration(300);
    }

    private static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(10)
                .invocationsPerIteration(300);
    }
}
