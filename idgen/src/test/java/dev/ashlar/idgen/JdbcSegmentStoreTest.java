package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JdbcSegmentStoreTest {
    record Database(String name, Supplier<DataSource> source) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Database> databases() {
        return Stream.of(new Database("PostgreSQL", Databases::postgres), new Database("H2", Databases::h2));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void reserve_manyThreads_everyNumberOnce(Database database) throws Exception {
        DataSource source = database.source.get();
        JdbcSegmentStore store = JdbcSegmentStore.of(source, "segments_threads");
        store.createTable();
        store.createTable();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<long[]>> futures = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Segments numbers =
                        Segments.builder(store, "orders").sizes(5, 50).build();
                futures.add(threads.submit(() -> {
                    long[] mine = new long[1000];
                    for (int i = 0; i < mine.length; i++) {
                        mine[i] = numbers.next();
                    }
                    return mine;
                }));
            }
            Set<Long> all = new HashSet<>();
            for (Future<long[]> future : futures) {
                for (long number : future.get()) {
                    assertThat(all.add(number)).isTrue();
                }
            }
            assertThat(all).contains(1L).allMatch(number -> number >= 1);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void reserve_connectionsThatIsolateMore_noneFailsAndSettingsStay(Database database) throws Exception {
        DataSource source = database.source.get();
        JdbcSegmentStore.of(source, "segments_isolation").createTable();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int level : new int[] {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE}) {
                List<Future<Set<Long>>> futures = new ArrayList<>();
                for (int t = 0; t < 8; t++) {
                    futures.add(threads.submit(() -> {
                        try (OneConnection own = new OneConnection(source, level)) {
                            JdbcSegmentStore store = JdbcSegmentStore.of(own, "segments_isolation");
                            Set<Long> mine = new HashSet<>();
                            for (int i = 0; i < 50; i++) {
                                mine.add(store.reserve("level " + level, 1));
                            }
                            return mine;
                        }
                    }));
                }
                Set<Long> all = new HashSet<>();
                for (Future<Set<Long>> future : futures) {
                    all.addAll(future.get());
                }
                assertThat(all).hasSize(400);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("databases")
    void reserve_names_haveTheirOwnNumbers(Database database) throws Exception {
        JdbcSegmentStore store = JdbcSegmentStore.of(database.source.get(), "segments_names");
        assertThatThrownBy(() -> store.reserve("a", 1)).as("no table").isInstanceOf(IOException.class);
        store.createTable();
        assertThat(store.reserve("a", 10)).isEqualTo(1);
        assertThat(store.reserve("a", 5)).isEqualTo(11);
        assertThat(store.reserve("b", 5)).isEqualTo(1);
        assertThatThrownBy(() -> store.reserve("a", 0)).hasMessage("size must be >= 1: size=0");
        assertThatThrownBy(() -> JdbcSegmentStore.of(database.source.get(), "x; DROP TABLE y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("table must be of letters, digits and _");
    }

    @ParameterizedTest
    @MethodSource("databases")
    void reserve_numbersRunOut_isAnErrorAndTakesNothing(Database database) throws Exception {
        DataSource source = database.source.get();
        JdbcSegmentStore store = JdbcSegmentStore.of(source, "segments_end");
        store.createTable();
        store.reserve("a", 1);
        try (Connection connection = source.getConnection()) {
            connection.createStatement().execute("UPDATE segments_end SET next_number = " + (Long.MAX_VALUE - 5));
        }
        assertThatThrownBy(() -> store.reserve("a", 10))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(SQLException.class);
        assertThat(store.reserve("a", 5)).isEqualTo(Long.MAX_VALUE - 5);
    }
}
