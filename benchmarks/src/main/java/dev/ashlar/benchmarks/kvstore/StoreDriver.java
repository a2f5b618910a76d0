package dev.ashlar.benchmarks.kvstore;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classic loads of key-value stores, each store in a JVM of its own, and a table of operations a second and their
 * ratios.
 *
 * <pre>{@code
 * java -cp benchmarks.jar dev.ashlar.benchmarks.kvstore.StoreDriver \
 *     1000000 ashlar,ashlar-raw,rocksdb,rocksdb-raw,lmdb,mvstore,leveldb,xodus,mapdb [directory [valueBytes [classic, writes or ycsb]]]
 * }</pre>
 */
public final class StoreDriver {
    private static final String RESULT = "result ";

    private StoreDriver() {}

    /**
     * Runs the loads.
     *
     * @param arguments the number of pairs, the stores with commas between, where their files go, the bytes of a value, and which
     *     loads: the classic ones with 100 bytes if nothing is said
     * @throws Exception if a store fails
     */
    public static void main(String[] arguments) throws Exception {
        int pairs = Integer.parseInt(arguments[0]);
        Path directory = arguments.length > 2 ? Path.of(arguments[2]) : Files.createTempDirectory("stores");
        int valueBytes = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 100;
        String loads = arguments.length > 4 ? arguments[4] : "classic";
        if (arguments[1].startsWith("run:")) {
            new StoreLoads(arguments[1].substring(4), pairs, directory, valueBytes, StoreDriver::report).run(loads);
            return;
        }
        List<String> rest = List.of(directory.toString(), Integer.toString(valueBytes), loads);
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        List<String> stores = List.of(arguments[1].split(",", -1));
        for (String store : stores) {
            for (Map.Entry<String, Double> result :
                    runInChild(store, pairs, rest).entrySet()) {
                table.computeIfAbsent(result.getKey(), load -> new LinkedHashMap<>())
                        .put(store, result.getValue());
            }
        }
        print(stores, table);
    }

    private static void report(String load, double value) {
        System.out.println(RESULT + load + " " + value);
    }

    private static Map<String, Double> runInChild(String store, int pairs, List<String> rest)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:+UseG1GC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoreDriver.class.getName(),
                Integer.toString(pairs),
                "run:" + store));
        command.addAll(rest);
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Double> results = new LinkedHashMap<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RESULT)) {
                    String[] words = line.split(" ", -1);
                    results.put(words[1], Double.parseDouble(words[2]));
                    System.err.println(store + " " + line);
                }
            }
        }
        if (child.waitFor() != 0) {
            System.err.println(store + " has failed; what it did before is in the table");
        }
        return results;
    }

    private static void print(List<String> stores, Map<String, Map<String, Double>> table) {
        System.out.print("| load |");
        stores.forEach(store -> System.out.print(" " + store + " |"));
        stores.stream().skip(1).forEach(store -> System.out.print(" / " + store + " |"));
        System.out.println();
        System.out.println("|---|" + "--:|".repeat(2 * stores.size() - 1));
        table.forEach((load, values) -> {
            StringBuilder row = new StringBuilder("| " + load + " |");
            stores.forEach(store -> row.append(cell(values.get(store))));
            stores.stream().skip(1).forEach(store -> row.append(ratio(values.get(stores.get(0)), values.get(store))));
            System.out.println(row);
        });
    }

    private static String cell(@Nullable Double value) {
        if (value == null) {
            return " – |";
        }
        return String.format(Locale.ROOT, value < 1_000 ? " %.1f |" : " %,.0f |", value);
    }

    private static String ratio(@Nullable Double first, @Nullable Double other) {
        return first == null || other == null ? " – |" : String.format(Locale.ROOT, " %.2f |", first / other);
    }
}
