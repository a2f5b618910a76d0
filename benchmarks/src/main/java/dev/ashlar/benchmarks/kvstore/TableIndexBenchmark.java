package dev.ashlar.benchmarks.kvstore;

import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.DiskDirectory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.sstable.Block;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.RunCursor;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of one table of a million pairs, whose index has one level or two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TableIndexBenchmark {
    private static final int KEYS = 1_000_000;

    /** The size of a partition; 1073741824 is more than the index has, which then has one level. */
    @Param({"1073741824", "4096"})
    public int partitionBytes;

    /** 256 has room for all blocks, 16 for an eighth. */
    @Param({"256", "16"})
    public int cacheMiB;

    private final SplittableRandom random = new SplittableRandom(7);
    private final byte[] key = new byte[16];
    private final byte[] target = new byte[100];
    private Path path;
    private Directory directory;
    private TableInfo info;
    private Table table;

    @Setup
    public void write() throws IOException {
        path = Files.createTempDirectory("table");
        directory = DiskDirectory.existing(path);
        try (WritableFile file = directory.create(FileNames.table(1))) {
            TableWriter writer = new TableWriter(file, new Identity(1, 1, 1), KvOptions.DEFAULT, 6, partitionBytes);
            byte[] value = new byte[100];
            for (int i = 0; i < KEYS; i++) {
                random.nextBytes(value);
                StoreData.digits(i, key);
                writer.add(key, 0, key.length, Trailer.of(1, Writes.PUT), value, 0, value.length);
            }
            info = writer.finish();
        }
        table = openTable();
        System.out.println(
                "always in memory: " + table.memory() + " bytes, partitions of the index: " + table.partitions());
    }

    @TearDown
    public void delete() throws IOException {
        table.release();
        directory.delete(FileNames.table(1));
        Files.delete(path);
    }

    @Benchmark
    public int get() throws IOException {
        StoreData.digits(random.nextInt(KEYS), key);
        Block block = table.blockOf(key);
        long found = block == null ? Block.ABSENT : block.find(key, 1);
        if (block == null || found == Block.ABSENT) {
            throw new IllegalStateException("the table must have what was put");
        }
        return block.value(found, target);
    }

    /** An entry of a scan over all. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public int scan() throws IOException {
        RunCursor cursor = new RunCursor(List.of(table), true);
        int count = 0;
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            count++;
        }
        return count;
    }

    @Benchmark
    public void open() throws IOException {
        openTable().release();
    }

    private Table openTable() throws IOException {
        return Table.open(info, 1, directory.open(FileNames.table(1)), new BlockCache((long) cacheMiB << 20));
    }
}
