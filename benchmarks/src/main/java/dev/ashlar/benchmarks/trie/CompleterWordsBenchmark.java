package dev.ashlar.benchmarks.trie;

import dev.ashlar.trie.Completion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The five best texts with a word that begins as typed, of words behind the first of random texts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CompleterWordsBenchmark {
    private static final int QUESTIONS = 1 << 12;

    @Param({"ASHLAR_WORDS_CURSOR", "LUCENE_INFIX"})
    public Rival rival;

    @Param({"2", "4"})
    public int length;

    private Rival.Answers answers;
    private String[] questions;
    private int next;

    @Setup(Level.Trial)
    public void setUp() {
        List<Completion> texts = Corpus.load();
        questions = Corpus.prefixes(Corpus.laterWords(texts), length, QUESTIONS);
        answers = rival.build(texts);
    }

    @Benchmark
    public Object top() {
        next = (next + 1) & (QUESTIONS - 1);
        return answers.top(questions[next]);
    }
}
