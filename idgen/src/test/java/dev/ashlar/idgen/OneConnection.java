package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A pool of one connection with an isolation of its own, for one thread: it is given out again and again. */
final class OneConnection extends DriverDataSource implements AutoCloseable {
    private final Connection connection;
    private final int isolation;

    OneConnection(DataSource source, int isolation) throws SQLException {
        super("");
        this.isolation = isolation;
        connection = source.getConnection();
        connection.setTransactionIsolation(isolation);
    }

    @Override
    public Connection getConnection() {
        return (Connection) Proxy.newProxyInstance(
                OneConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Whoever had it must have left it as it was. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            assertThat(connection.getTransactionIsolation()).isEqualTo(isolation);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }
}
