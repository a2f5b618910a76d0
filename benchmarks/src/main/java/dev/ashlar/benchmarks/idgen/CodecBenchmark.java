package dev.ashlar.benchmarks.idgen;

import com.github.f4b6a3.tsid.Tsid;
import dev.ashlar.idgen.Base62;
import dev.ashlar.idgen.Crockford32;
import dev.ashlar.idgen.Uuid7;
import dev.ashlar.idgen.UuidText;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Ids to text and back: into a buffer, as a string, and by tsid-creator and the JDK. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final int COUNT = 256;

    private final long[] ids = new long[COUNT];
    private final Tsid[] tsids = new Tsid[COUNT];
    private final UUID[] uuids = new UUID[COUNT];
    private final String[] base62 = new String[COUNT];
    private final String[] crockford = new String[COUNT];
    private final String[] texts = new String[COUNT];
    private final byte[] buffer = new byte[64];
    private int next;

    @Setup
    public void create() {
        Uuid7 generator = Uuid7.strict();
        for (int i = 0; i < COUNT; i++) {
            ids[i] = (200_000_000_000L + i * 7L) << 22 | i;
            tsids[i] = Tsid.from(ids[i]);
            base62[i] = Base62.encode(ids[i], Base62.MAX_LENGTH);
            crockford[i] = Crockford32.encode(ids[i]);
            uuids[i] = generator.next();
            texts[i] = uuids[i].toString();
            if (!crockford[i].equals(tsids[i].toString()) || !base62[i].equals(tsids[i].encode(62))) {
                throw new IllegalStateException("texts must be equal: " + base62[i] + " " + tsids[i].encode(62));
            }
        }
    }

    @Benchmark
    public int base62Buffer() {
        return Base62.encode(ids[next()], buffer, 0);
    }

    @Benchmark
    public String base62String() {
        return Base62.encode(ids[next()]);
    }

    @Benchmark
    public String base62Tsid() {
        return tsids[next()].encode(62);
    }

    @Benchmark
    public long base62Decode() {
        return Base62.decode(base62[next()]);
    }

    @Benchmark
    public Tsid base62DecodeTsid() {
        return Tsid.decode(base62[next()], 62);
    }

    @Benchmark
    public byte[] crockfordBuffer() {
        Crockford32.encode(ids[next()], buffer, 0);
        return buffer;
    }

    @Benchmark
    public String crockfordString() {
        return Crockford32.encode(ids[next()]);
    }

    @Benchmark
    public String crockfordTsid() {
        return tsids[next()].toString();
    }

    @Benchmark
    public long crockfordDecode() {
        return Crockford32.decode(crockford[next()]);
    }

    @Benchmark
    public Tsid crockfordDecodeTsid() {
        return Tsid.from(crockford[next()]);
    }

    @Benchmark
    public byte[] uuidBuffer() {
        UuidText.encode(uuids[next()], buffer, 0);
        return buffer;
    }

    @Benchmark
    public String uuidJdk() {
        return uuids[next()].toString();
    }

    @Benchmark
    public UUID uuidDecode() {
        return UuidText.decode(texts[next()]);
    }

    @Benchmark
    public UUID uuidDecodeJdk() {
        return UUID.fromString(texts[next()]);
    }

    private int next() {
        next = (next + 1) & (COUNT - 1);
        return next;
    }
}
