package dev.ashlar.benchmarks.trie;

import com.googlecode.concurrenttrees.radix.ConcurrentRadixTree;
import com.googlecode.concurrenttrees.radix.node.concrete.DefaultCharArrayNodeFactory;
import dev.ashlar.trie.Completer;
import dev.ashlar.trie.Completion;
import dev.ashlar.trie.Cursor;
import dev.ashlar.trie.Folding;
import dev.ashlar.trie.Matching;
import dev.ashlar.trie.Typos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.commons.collections4.trie.PatriciaTrie;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.search.suggest.InputIterator;
import org.apache.lucene.search.suggest.Lookup;
import org.apache.lucene.search.suggest.analyzing.AnalyzingInfixSuggester;
import org.apache.lucene.search.suggest.analyzing.AnalyzingSuggester;
import org.apache.lucene.search.suggest.analyzing.FuzzySuggester;
import org.apache.lucene.search.suggest.fst.WFSTCompletionLookup;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** Ways to complete, each set up as its own documentation advises for exact answers with weights. */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
public enum Rival {
    /** A list of completions, made for the question. */
    ASHLAR(texts -> ashlar(texts, Typos.NONE)),
    /** A cursor that is used again, and no objects. */
    ASHLAR_CURSOR(texts -> cursor(texts, Typos.NONE)),
    /** The same of the compact form. */
    ASHLAR_COMPACT_CURSOR(
            texts -> answers(Completer.builder().addAll(texts).compact().build().cursor())),
    ASHLAR_TYPOS(texts -> ashlar(texts, new Typos(3, Integer.MAX_VALUE, 1))),
    ASHLAR_TYPOS_CURSOR(texts -> cursor(texts, new Typos(3, Integer.MAX_VALUE, 1))),
    /** Any word of a text may be the one typed. */
    ASHLAR_WORDS_CURSOR(Rival::words),
    LUCENE_INFIX(Rival::infix),
    LUCENE_WFST(texts -> lucene(texts, wfst())),
    LUCENE_ANALYZING(texts -> lucene(texts, analyzing())),
    LUCENE_FUZZY(texts -> lucene(texts, fuzzy())),
    PATRICIA_TRIE(Rival::patricia),
    CONCURRENT_TREES(Rival::concurrentTree),
    /** Every answer made before: the floor. */
    HASH_MAP(Rival::hashMap);

    static final int K = 5;

    private final Function<List<Completion>, Answers> build;

    Rival(Function<List<Completion>, Answers> build) {
        this.build = build;
    }

    /** Answers questions with the five best, or how many there are. */
    interface Answers {
        Object top(String prefix);
    }

    Answers build(List<Completion> texts) {
        return build.apply(texts);
    }

    private static Answers ashlar(List<Completion> texts, Typos typos) {
        Completer completer = Completer.builder().addAll(texts).build();
        return typos.equals(Typos.NONE)
                ? prefix -> completer.top(prefix, K)
                : prefix -> completer.query(prefix).typos(typos).top(K);
    }

    private static Answers cursor(List<Completion> texts, Typos typos) {
        return answers(Completer.builder().addAll(texts).build().cursor().typos(typos));
    }

    private static Answers words(List<Completion> texts) {
        return answers(Completer.builder()
                .folding(Folding.UNICODE)
                .matching(Matching.WORDS)
                .addAll(texts)
                .build()
                .cursor());
    }

    private static Answers answers(Cursor cursor) {
        byte[] text = new byte[1024];
        int[] bytes = new int[1];
        return prefix -> {
            cursor.seek(prefix);
            for (int i = 0; i < K && cursor.next(); i++) {
                bytes[0] += cursor.copyUtf8(text) + (int) cursor.weight();
            }
            return bytes;
        };
    }

    static WFSTCompletionLookup wfst() {
        return new WFSTCompletionLookup(directory(), "suggest", false);
    }

    static AnalyzingSuggester analyzing() {
        return new AnalyzingSuggester(
                directory(), "suggest", new KeywordAnalyzer(), new KeywordAnalyzer(), 0, 256, -1, true);
    }

    private static FuzzySuggester fuzzy() {
        return new FuzzySuggester(
                directory(),
                "suggest",
                new KeywordAnalyzer(),
                new KeywordAnalyzer(),
                0,
                256,
                -1,
                true,
                1,
                true,
                1,
                3,
                true);
    }

    private static Answers infix(List<Completion> texts) {
        try {
            AnalyzingInfixSuggester suggester = new AnalyzingInfixSuggester(directory(), new StandardAnalyzer());
            suggester.build(new Inputs(texts.iterator()));
            return prefix -> {
                try {
                    return suggester.lookup(prefix, K, true, false);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Directory directory() {
        try {
            return FSDirectory.open(Files.createTempDirectory("suggest"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answers lucene(List<Completion> texts, Lookup lookup) {
        try {
            lookup.build(new Inputs(texts.iterator()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return prefix -> {
            try {
                return lookup.lookup(prefix, false, K);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Answers patricia(List<Completion> texts) {
        PatriciaTrie<Long> trie = new PatriciaTrie<>();
        texts.forEach(text -> trie.put(text.text(), text.weight()));
        return prefix -> {
            PriorityQueue<Completion> best = new PriorityQueue<>(Collections.reverseOrder());
            for (Map.Entry<String, Long> entry : trie.prefixMap(prefix).entrySet()) {
                offer(best, entry.getKey(), entry.getValue());
            }
            return best;
        };
    }

    private static Answers concurrentTree(List<Completion> texts) {
        ConcurrentRadixTree<Long> tree = new ConcurrentRadixTree<>(new DefaultCharArrayNodeFactory());
        texts.forEach(text -> tree.put(text.text(), text.weight()));
        return prefix -> {
            PriorityQueue<Completion> best = new PriorityQueue<>(Collections.reverseOrder());
            tree.getKeyValuePairsForKeysStartingWith(prefix)
                    .forEach(pair -> offer(best, pair.getKey().toString(), pair.getValue()));
            return best;
        };
    }

    /** Keeps the best; the queue's head is the worst of them. */
    private static void offer(PriorityQueue<Completion> best, String text, long weight) {
        Completion worst = best.size() < K ? null : best.peek();
        if (worst == null
                || weight > worst.weight()
                || (weight == worst.weight() && text.compareTo(worst.text()) < 0)) {
            if (worst != null) {
                best.poll();
            }
            best.add(new Completion(text, weight));
        }
    }

    private static Answers hashMap(List<Completion> texts) {
        List<Completion> sorted = new ArrayList<>(texts);
        Collections.sort(sorted);
        Map<String, List<Completion>> answers = new HashMap<>();
        for (Completion text : sorted) {
            for (int i = 0; i <= text.text().length(); i++) {
                List<Completion> best = answers.computeIfAbsent(text.text().substring(0, i), key -> new ArrayList<>(1));
                if (best.size() < K) {
                    best.add(text);
                }
            }
        }
        return prefix -> answers.getOrDefault(prefix, List.of());
    }

    /** Texts as Lucene takes them. */
    private static final class Inputs implements InputIterator {
        private final Iterator<Completion> texts;
        private long weight;

        Inputs(Iterator<Completion> texts) {
            this.texts = texts;
        }

        @Override
        public BytesRef next() {
            if (!texts.hasNext()) {
                return null;
            }
            Completion text = texts.next();
            weight = text.weight();
            return new BytesRef(text.text());
        }

        @Override
        public long weight() {
            return weight;
        }

        @Override
        public BytesRef payload() {
            return null;
        }

        @Override
        public boolean hasPayloads() {
            return false;
        }

        @Override
        public java.util.Set<BytesRef> contexts() {
            return null;
        }

        @Override
        public boolean hasContexts() {
            return false;
        }
    }
}
