package dev.ashlar.idgen.lease;

import dev.ashlar.idgen.internal.Jdbc;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Worker numbers for all processes that reach one database: a table with a row for each number.
 *
 * <p>Each change is one statement that names the token it expects, so two processes that want the same number race for one
 * row, and one of them wins; no lock is held between statements. Leases expire by the database's clock. Only standard SQL
 * is used; tested on PostgreSQL and H2.
 *
 * <p>Needs the module {@code java.sql}, which is optional otherwise. Thread-safe, as the data source is; each call uses
 * one connection at a time, and blocks for as long as the database takes: set its time-outs to less than a third of the
 * lease.
 */
public final class JdbcLeaseStore implements LeaseStore {
    /** The table's name if none is given. */
    public static final String DEFAULT_TABLE = "ashlar_worker_lease";

    private final Jdbc jdbc;
    private final String table;
    private final String scope;

    /** A row of the table. */
    private record Row(int worker, long token, long expiresMillis, long usedUntilMillis) {}

    private JdbcLeaseStore(DataSource database, String table, String scope) {
        jdbc = new Jdbc(Objects.requireNonNull(database, "database"));
        this.table = Jdbc.checkTable(table);
        this.scope = scope;
    }

    /**
     * Returns a store on the {@linkplain #DEFAULT_TABLE default table}.
     *
     * @param database where the table is
     * @param scope which set of ids the numbers are for, 1 to 64 characters; each scope has its own numbers
     * @return the store; the database is not asked yet
     * @throws IllegalArgumentException if {@code scope} is too short or too long
     */
    public static JdbcLeaseStore of(DataSource database, String scope) {
        return of(database, DEFAULT_TABLE, scope);
    }

    /**
     * Returns a store on a table.
     *
     * @param database where the table is
     * @param table its name: letters, digits and {@code _}, perhaps behind a schema and a point
     * @param scope which set of ids the numbers are for, 1 to 64 characters; each scope has its own numbers
     * @return the store; the database is not asked yet
     * @throws IllegalArgumentException if {@code table} is something else, or {@code scope} too short or too long
     */
    public static JdbcLeaseStore of(DataSource database, String table, String scope) {
        if (scope.isEmpty() || scope.length() > 64) {
            throw new IllegalArgumentException("scope must have 1 to 64 characters: scope=" + scope);
        }
        return new JdbcLeaseStore(database, table, scope);
    }

    /**
     * Makes the table if there is none; whoever manages the schema otherwise finds the statement in
     * docs/formats/idgen-tables.md.
     *
     * @throws IOException if the database does not do it
     */
    public void createTable() throws IOException {
        jdbc.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (scope VARCHAR(64) NOT NULL,"
                        + " worker INTEGER NOT NULL, token BIGINT NOT NULL, expires_ms BIGINT NOT NULL,"
                        + " used_until_ms BIGINT NOT NULL, PRIMARY KEY (scope, worker))");
            }
        });
    }

    @Override
    public Optional<LeaseGrant> acquire(int maxWorker, Duration duration, long usableUntilMillis) throws IOException {
        long now = databaseMillis();
        long expires = now + duration.toMillis();
        long ownNow = usableUntilMillis - duration.toMillis();
        List<Row> rows = rows(maxWorker);
        List<Row> free = new ArrayList<>();
        BitSet known = new BitSet();
        for (Row row : rows) {
            known.set(row.worker);
            if (row.expiresMillis < now) {
                free.add(row);
            }
        }
        // First those used long ago, then those never used, then those whose holder may have used a time to come.
        free.sort(Comparator.comparingLong(Row::usedUntilMillis));
        for (Row row : free) {
            if (row.usedUntilMillis < ownNow && take(row, expires, usableUntilMillis)) {
                return Optional.of(grant(row));
            }
        }
        for (int worker = known.nextClearBit(0); worker <= maxWorker; worker = known.nextClearBit(worker + 1)) {
            if (insert(worker, expires, usableUntilMillis)) {
                return Optional.of(new LeaseGrant(worker, 1, Long.MIN_VALUE));
            }
        }
        for (Row row : free) {
            if (row.usedUntilMillis >= ownNow && take(row, expires, usableUntilMillis)) {
                return Optional.of(grant(row));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean renew(LeaseGrant grant, Duration duration, long usableUntilMillis) throws IOException {
        long expires = databaseMillis() + duration.toMillis();
        return update(
                "UPDATE " + table
                        + " SET expires_ms = ?, used_until_ms = CASE WHEN used_until_ms > ? THEN used_until_ms"
                        + " ELSE ? END WHERE scope = ? AND worker = ? AND token = ?",
                expires,
                usableUntilMillis,
                usableUntilMillis,
                grant.worker(),
                grant.token());
    }

    @Override
    public void release(LeaseGrant grant) throws IOException {
        update(
                "UPDATE " + table + " SET expires_ms = 0 WHERE scope = ? AND worker = ? AND token = ?",
                grant.worker(),
                grant.token());
    }

    @Override
    public String toString() {
        return "JdbcLeaseStore[" + table + ", scope=" + scope + "]";
    }

    private static LeaseGrant grant(Row row) {
        return new LeaseGrant(row.worker, row.token + 1, row.usedUntilMillis);
    }

    private boolean take(Row row, long expires, long usableUntilMillis) throws IOException {
        return update(
                "UPDATE " + table + " SET token = token + 1, expires_ms = ?, used_until_ms = ?"
                        + " WHERE scope = ? AND worker = ? AND token = ? AND expires_ms = ? AND used_until_ms = ?",
                expires,
                Math.max(row.usedUntilMillis, usableUntilMillis),
                row.worker,
                row.token,
                row.expiresMillis, // it may have been renewed since it was read
                row.usedUntilMillis); // even in the same millisecond
    }

    private boolean insert(int worker, long expires, long usableUntilMillis) throws IOException {
        return jdbc.inserts(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table
                    + " (scope, worker, token, expires_ms, used_until_ms) VALUES (?, ?, 1, ?, ?)")) {
                statement.setString(1, scope);
                statement.setInt(2, worker);
                statement.setLong(3, expires);
                statement.setLong(4, usableUntilMillis);
                return statement.executeUpdate();
            }
        });
    }

    /** Runs an update of one row; the scope stands before the last numbers, which follow the first place for a text. */
    private boolean update(String sql, long... numbers) throws IOException {
        int scopeAt = (int) sql.substring(0, sql.indexOf("scope = ?"))
                .chars()
                .filter(c -> c == '?')
                .count();
        return jdbc.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < numbers.length; i++) {
                    statement.setLong(i + (i < scopeAt ? 1 : 2), numbers[i]);
                }
                statement.setString(scopeAt + 1, scope);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private List<Row> rows(int maxWorker) throws IOException {
        return jdbc.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT worker, token, expires_ms,"
                    + " used_until_ms FROM " + table + " WHERE scope = ? AND worker <= ?")) {
                statement.setString(1, scope);
                statement.setInt(2, maxWorker);
                try (ResultSet found = statement.executeQuery()) {
                    List<Row> rows = new ArrayList<>();
                    while (found.next()) {
                        rows.add(new Row(found.getInt(1), found.getLong(2), found.getLong(3), found.getLong(4)));
                    }
                    return rows;
                }
            }
        });
    }

    private long databaseMillis() throws IOException {
        return jdbc.inTransaction(JdbcLeaseStore::currentMillis);
    }

    private static long currentMillis(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet time = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
            time.next();
            return time.getObject(1, OffsetDateTime.class).toInstant().toEpochMilli();
        }
    }
}
