package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.util.SplittableRandom;

/**
 * The core workloads of YCSB on one store, which has all pairs already: A half updates, B a twentieth, C none, D reads of what was
 * inserted last, E short scans, F reads and then writes what was read. Which pair is asked for follows Zipf's law.
 *
 * <p>Source: Cooper, Silberstein, Tam, Ramakrishnan and Sears, "Benchmarking cloud serving systems with YCSB", SoCC 2010.
 */
final class YcsbLoads {
    private static final int MAX_SCAN = 100;

    private final Rival rival;
    private final StoreData data;
    private final StoreLoads.Report report;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Zipf zipf;
    private final byte[] target;
    private int pairs;

    YcsbLoads(Rival rival, StoreData data, int pairs, StoreLoads.Report report) {
        this.rival = rival;
        this.data = data;
        this.pairs = pairs;
        this.report = report;
        zipf = new Zipf(pairs, random);
        target = new byte[data.valueBytes()];
    }

    /** One operation. */
    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    void run(int operations) throws IOException {
        timed("ycsb-a", operations, 50, this::read, this::update);
        timed("ycsb-b", operations, 95, this::read, this::update);
        timed("ycsb-c", operations, 100, this::read, this::update);
        timed("ycsb-f", operations, 50, this::read, this::readModifyWrite);
        timed("ycsb-d", operations, 95, this::readLatest, this::insert);
        timed("ycsb-e", operations / 10, 95, this::scan, this::insert);
    }

    private void timed(String load, int operations, int percent, Operation often, Operation seldom) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < operations; i++) {
            (random.nextInt(100) < percent ? often : seldom).run();
        }
        report.result(load, operations * 1e9 / (System.nanoTime() - begin));
    }

    /** The frequent ones are spread over all keys. */
    private byte[] key() {
        return data.inserted((int) (StoreData.mix(zipf.next()) % pairs));
    }

    private void read() throws IOException {
        StoreData.require(rival.get(key(), target) == data.valueBytes());
    }

    private void readLatest() throws IOException {
        byte[] key = data.inserted(Math.max(0, pairs - 1 - zipf.next()));
        StoreData.require(rival.get(key, target) == data.valueBytes());
    }

    private void update() throws IOException {
        rival.put(key(), data.value(random.nextInt(1 << 20)), false);
    }

    private void readModifyWrite() throws IOException {
        byte[] key = key();
        StoreData.require(rival.get(key, target) == data.valueBytes());
        target[0]++;
        rival.put(key, target.clone(), false);
    }

    private void insert() throws IOException {
        rival.put(data.inserted(pairs), data.value(pairs), false);
        pairs++;
    }

    private void scan() throws IOException {
        StoreData.require(rival.seek(key(), random.nextInt(1, MAX_SCAN + 1), new Rival.Sum()) > 0);
    }
}
