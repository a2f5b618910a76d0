package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    @Test
    void parse_allPeriods_areRead() {
        assertThat(Rate.parse("10/second")).isEqualTo(new Rate(10, Duration.ofSeconds(1)));
        assertThat(Rate.parse("5/minute")).isEqualTo(new Rate(5, Duration.ofMinutes(1)));
        assertThat(Rate.parse("999999999/hour")).isEqualTo(new Rate(999_999_999, Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "10/day", "0/second", "-1/second", "1.5/second", "1000000000/second", "10 / second"})
    void parse_somethingElse_isRefused(String text) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be N/second, N/minute or N/hour, with N from 1 to 999999999: " + text);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,                                 127.0.0.1",
        "[2001:db8:0:1:aaaa:bbbb:cccc:dddd],        20010db800000001",
        "2001:db8:0:1::1,                           20010db800000001",
        "2001:db8:0:2::1,                           20010db800000002",
        "::ffff:10.1.2.3,                           10.1.2.3"
    })
    void client_addresses_areKnownByTheirNetwork(String ip, String client) {
        assertThat(ClientLimits.client(ip)).isEqualTo(client);
    }
}
