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

/**
 * The classic loads of key-value stores, each store in a JVM of its own, and a table of operations a second and their
 * ratios.
 *
 * <pre>{@code
 * java -cp benchmarks.jar dev.ashlar.benchmarks.kvstore.StoreDriver 1000000 ashlar,rocksdb,lmdb,mvstore [directory]
 * }</pre>
 */
public final class StoreDriver {
    private static final String RESULT = "result ";

    private StoreDriver() {}

    /**
     * Runs the loads.
     *
     * @param arguments the number of pairs, the stores with commas between, and where their files go
     * @throws Exception if a store fails
     */
    public static void main(String[] arguments) throws Exception {
        int pairs = Integer.parseInt(arguments[0]);
        Path directory = arguments.length > 2 ? Path.of(arguments[2]) : Files.createTempDirectory("stores");
        if (arguments[1].startsWith("run:")) {
            new StoreLoads(arguments[1].substring(4), pairs, directory, StoreDriver::report).run();
            return;
        }
        Map<String, Map<String, Double>> table = new LinkedHashMap<>();
        List<String> stores = List.of(arguments[1].split(",", -1));
        for (String store : stores) {
            for (Map.Entry<String, Double> result :
                    runInChild(store, pairs, directory).entrySet()) {
                table.computeIfAbsent(result.getKey(), load -> new LinkedHashMap<>())
                        .put(store, result.getValue());
            }
        }
        print(stores, table);
    }

    private static void report(String load, double value) {
        System.out.println(RESULT + load + " " + value);
    }

    private static Map<String, Double> runInChild(String store, int pairs, Path directory)
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
                "run:" + store,
                directory.toString()));
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
            throw new IOException("the loads must end: " + store);
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
            stores.forEach(store -> row.append(String.format(Locale.ROOT, " %,.0f |", values.get(store))));
            stores.stream()
                    .skip(1)
                    .forEach(store -> row.append(
                            String.format(Locale.ROOT, " %.2f |", values.get(stores.get(0)) / values.get(store))));
            System.out.println(row);
        });
    }
}
