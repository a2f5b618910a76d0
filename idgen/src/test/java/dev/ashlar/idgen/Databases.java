package dev.ashlar.idgen;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.UUID;
import javax.sql.DataSource;

/** Real databases for tests: one PostgreSQL for the whole run, made when it is first asked for, and H2 in memory. */
public final class Databases {
    private Databases() {}

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder().start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        server.close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
                return server;
            } catch (IOException e) {
                throw new AssertionError("PostgreSQL must start", e);
            }
        }
    }

    /** The same server for all; use names of your own in it. */
    public static DataSource postgres() {
        return postgres(Postgres.SERVER.getPort());
    }

    /** For another process of the same test. */
    public static int postgresPort() {
        return Postgres.SERVER.getPort();
    }

    public static DataSource postgres(int port) {
        return new DriverDataSource("jdbc:postgresql://localhost:" + port + "/postgres?user=postgres");
    }

    /** A database of its own. */
    public static DataSource h2() {
        return new DriverDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }
}
