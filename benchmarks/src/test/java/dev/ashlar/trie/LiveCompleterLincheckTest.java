package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class LiveCompleterLincheckTest {
    private static final List<String> TEXTS = List.of("a", "ab", "b");
    private static final Completer BASE = Completer.builder().add("ab", 2).build();

    @Param(name = "text", gen = IntGen.class, conf = "0:2")
    public static class Calls {
        private final LiveCompleter live = LiveCompleter.of(BASE);

        @Operation
        public void increment(@Param(name = "text") int text) {
            live.increment(TEXTS.get(text), 1);
        }

        @Operation
        public boolean remove(@Param(name = "text") int text) {
            return live.remove(TEXTS.get(text));
        }

        @Operation
        public String best() {
            return live.top("a", 2).toString();
        }

        @Operation
        public int size() {
            return live.size();
        }
    }

    /** A compaction goes over more steps than the model checker takes for an end, so threads only happen to meet in it. */
    @Param(name = "text", gen = IntGen.class, conf = "0:2")
    public static class CallsBesideCompactions {
        private final LiveCompleter live = LiveCompleter.of(BASE);

        @Operation
        public void increment(@Param(name = "text") int text) {
            live.increment(TEXTS.get(text), 1);
        }

        @Operation
        public String best() {
            return live.top("a", 2).toString();
        }

        @Operation
        public void compact() {
            live.compact();
        }
    }

    /** What the index would be if a change were not one step: its size is told apart from its answer. */
    @Param(name = "text", gen = IntGen.class, conf = "0:2")
    public static class TwoSteps {
        private volatile int size;
        private volatile String best = "";

        @Operation
        public void add(@Param(name = "text") int text) {
            size = size + 1;
            best = best + TEXTS.get(text);
        }

        @Operation
        public String best() {
            return best;
        }

        @Operation
        public int size() {
            return size;
        }
    }

    @Test
    void calls_anyInterleaving_areLinearisable() {
        ofLocks().check(Calls.class);
    }

    @Test
    void callsBesideCompactions_anyRun_areLinearisable() {
        stress().check(CallsBesideCompactions.class);
    }

    @Test
    void changesInTwoSteps_areFoundNotToBe() {
        assertThatThrownBy(() -> options(4, 100).check(TwoSteps.class)).isInstanceOf(LincheckAssertionError.class);
    }

    /** For what has locks of the JDK, into which the model checker steps, and which it cannot read from JDK 25 on. */
    private static Options<?, ?> ofLocks() {
        if (Runtime.version().feature() < 25) {
            return options(1, 25); // each takes a third of a second
        }
        return stress();
    }

    private static StressOptions stress() {
        return new StressOptions().threads(2).actorsPerThread(3).iterations(3).invocationsPerIteration(50);
    }

    private static ModelCheckingOptions options(int iterations, int invocations) {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .iterations(iterations)
                .invocationsPerIteration(invocations);
    }
}
