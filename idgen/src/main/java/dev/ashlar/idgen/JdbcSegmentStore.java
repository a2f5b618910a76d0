package dev.ashlar.idgen;

import dev.ashlar.idgen.internal.Jdbc;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Counters in a table of a database, one row for each name: the ticket server.
 *
 * <p>A reservation is one transaction that locks the row for its length. Only standard SQL is used; tested on PostgreSQL
 * and H2. Needs the module {@code java.sql}, which is optional otherwise. Thread-safe, as the data source is; each call uses
 * one connection.
 */
public final class JdbcSegmentStore implements SegmentStore {
    /** The table's name if none is given. */
    public static final String DEFAULT_TABLE = "ashlar_segment";

    private static final long FIRST = 1;

    private final Jdbc jdbc;
    private final String table;

    private JdbcSegmentStore(DataSource database, String table) {
        jdbc = new Jdbc(Objects.requireNonNull(database, "database"));
        this.table = Jdbc.checkTable(table);
    }

    /**
     * Returns a store on the {@linkplain #DEFAULT_TABLE default table}.
     *
     * @param database where the table is
     * @return the store; the database is not asked yet
     */
    public static JdbcSegmentStore of(DataSource database) {
        return of(database, DEFAULT_TABLE);
    }

    /**
     * Returns a store on a table.
     *
     * @param database where the table is
     * @param table its name: letters, digits and {@code _}, perhaps behind a schema and a point
     * @return the store; the database is not asked yet
     * @throws IllegalArgumentException if {@code table} is something else
     */
    public static JdbcSegmentStore of(DataSource database, String table) {
        return new JdbcSegmentStore(database, table);
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
                return statement.execute("CREATE TABLE IF NOT EXISTS " + table
                        + " (name VARCHAR(64) NOT NULL PRIMARY KEY, next_number BIGINT NOT NULL)");
            }
        });
    }

    @Override
    public long reserve(String name, int size) throws IOException {
        if (size < 1) {
            throw new IllegalArgumentException("size must be >= 1: size=" + size);
        }
        Long first = jdbc.inTransaction(connection -> advance(connection, name, size));
        if (first < 0) {
            jdbc.inserts(connection -> insert(connection, name)); // or another process has just done it
            first = jdbc.inTransaction(connection -> advance(connection, name, size));
        }
        if (first < 0) {
            throw new IOException("the row must be there: name=" + name);
        }
        return first;
    }

    /** The first of the numbers, or -1 if there is no row. */
    private long advance(Connection connection, String name, int size) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table + " SET next_number = next_number + ? WHERE name = ?")) {
            update.setLong(1, size);
            update.setString(2, name);
            if (update.executeUpdate() == 0) {
                return -1;
            }
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT next_number FROM " + table + " WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return found.getLong(1) - size;
            }
        }
    }

    private int insert(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " (name, next_number) VALUES (?, ?)")) {
            insert.setString(1, name);
            insert.setLong(2, FIRST);
            return insert.executeUpdate();
        }
    }
}
