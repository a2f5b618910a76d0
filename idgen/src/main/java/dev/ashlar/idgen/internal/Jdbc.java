package dev.ashlar.idgen.internal;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Runs statements in transactions of their own, on connections of any settings. The isolation is {@code READ COMMITTED}: of
 * two transactions that change one row the later one waits for the other, and does not fail.
 */
public final class Jdbc {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    private static final String INTEGRITY_VIOLATION = "23";

    private final DataSource database;

    /** Uses connections of a database, one for each transaction. */
    public Jdbc(DataSource database) {
        this.database = database;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Runs the statements. */
        T run(Connection connection) throws SQLException;
    }

    /** A table's name, which no statement can be smuggled in by. */
    public static String checkTable(String table) {
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "table must be of letters, digits and _, perhaps behind a schema and a point: table=" + table);
        }
        return table;
    }

    /** Commits the work, or rolls it back if it throws. */
    public <T> T inTransaction(Work<T> work) throws IOException {
        try {
            return run(work);
        } catch (SQLException e) {
            throw new IOException("the database must do it: " + e.getMessage(), e);
        }
    }

    /** The same for an insertion; false if a row with this key is there. */
    public boolean inserts(Work<?> work) throws IOException {
        try {
            run(work);
            return true;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith(INTEGRITY_VIOLATION)) {
                return false;
            }
            throw new IOException("the database must do it: " + e.getMessage(), e);
        }
    }

    private <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                // A pool gets its connection back as it was.
                restore(connection, autoCommit, isolation, !done);
            }
        }
    }

    private static void restore(Connection connection, boolean autoCommit, int isolation, boolean rollback)
            throws SQLException {
        try {
            if (rollback) {
                connection.rollback();
            }
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            if (!rollback) {
                throw e;
            } // otherwise what made the work fail says more
        }
    }
}
