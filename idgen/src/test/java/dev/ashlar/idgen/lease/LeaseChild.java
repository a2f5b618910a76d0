package dev.ashlar.idgen.lease;

import dev.ashlar.idgen.Databases;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Snowflake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that leases a number and issues ids when it is told to, line by line. */
public final class LeaseChild {
    private LeaseChild() {}

    public static void main(String[] args) throws IOException {
        LeaseStore store = args[0].equals("files")
                ? FileLeaseStore.open(Path.of(args[1]))
                : JdbcLeaseStore.of(Databases.postgres(Integer.parseInt(args[1])), args[2]);
        Duration duration = Duration.ofMillis(Long.parseLong(args[3]));
        int maxWorker = Integer.parseInt(args[4]);
        WorkerLease lease = null;
        Snowflake ids = null;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String answer;
            try {
                switch (line) {
                    case "acquire" -> {
                        lease = WorkerLease.acquire(store, maxWorker, duration);
                        ids = Snowflake.builder()
                                .layout(Layout.of(41, 0, 10, 12))
                                .worker(lease)
                                .build();
                        answer = lease.worker() + " " + lease.token();
                    }
                    case "next" -> answer = Long.toString(ids.next());
                    case "renew" -> answer = Boolean.toString(lease.renew());
                    case "close" -> {
                        lease.close();
                        answer = "closed";
                    }
                    default -> answer = "what?";
                }
            } catch (RuntimeException e) {
                answer = e.getClass().getSimpleName();
            }
            System.out.println(answer);
        }
    }
}
