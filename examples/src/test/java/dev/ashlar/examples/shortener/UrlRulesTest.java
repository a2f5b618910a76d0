package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ashlar.examples.shortener.BadUrlException.Reason;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org",
                "https://example.org/",
                "HTTPS://Example.ORG/Path?q=a%20b&c=d#e",
                "http://example.org:8080/x",
                "http://example.org./x",
                "http://a--b.-c-.example/@x",
                "http://xn--strae-oqa.example/",
                "http://127.0.0.1/",
                "http://[::1]:8080/",
                "http://localhost",
                "http://my_site.example/",
                "http://example.org:/x",
                "http://example.org:65535",
                "https://example.org?q"
            })
    void check_urlInAscii_isKeptAsItIs(String url) {
        assertThat(UrlRules.check(url)).isEqualTo(url);
    }

    @Test
    void check_whiteSpaceAround_isDropped() {
        assertThat(UrlRules.check(" \t\n http://example.org/ \r\n")).isEqualTo("http://example.org/");
    }

    @ParameterizedTest
    @CsvSource({
        "https://m\u00fcller.example/,                https://xn--mller-kva.example/",
        "https://example.org/caf\u00e9?q=\u20ac,      https://example.org/caf%C3%A9?q=%E2%82%AC",
        "https://example.org/\ud83d\ude00,            https://example.org/%F0%9F%98%80",
        "https://b\u00fccher.example:8443/\u00e4#b,   https://xn--bcher-kva.example:8443/%C3%A4#b",
        "https://example.org/e\u0301?\u212a#\u2126, https://example.org/e%CC%81?%E2%84%AA#%E2%84%A6",
        "https://example.org/\u226e,                 https://example.org/%E2%89%AE",
        "https://example.org/stra\u00dfe,            https://example.org/stra%C3%9Fe",
        "https://\u4f8b\u3048.example/%20,            https://xn--r8jz45g.example/%20"
    })
    void check_otherCharacters_areWrittenInAscii(String url, String ascii) {
        assertThat(UrlRules.check(url)).isEqualTo(ascii);
        assertThat(UrlRules.check(ascii)).isEqualTo(ascii);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                       | EMPTY     | url must not be empty: url=",
                "`  `                     | EMPTY     | url must not be empty: url=",
                "example.org              | NOT_A_URL | url must start with http:// or https://: url=example.org",
                "//example.org/           | NOT_A_URL | url must start with http:// or https://: url=//example.org/",
                "${project.url}           | NOT_A_URL | url must be a URL (illegal character in path): url=${project.url}",
                "http://${host}/          | NOT_A_URL | url must be a URL (illegal character in authority): url=http://${host}/",
                "http://a.example/a b     | NOT_A_URL | url must be a URL (illegal character in path): url=http://a.example/a b",
                "http://                  | NOT_A_URL | url must be a URL (expected authority): url=http://",
                "ftp://example.org/       | SCHEME    | url must have the scheme http or https: url=ftp://example.org/",
                "javascript:alert(1)      | SCHEME    | url must have the scheme http or https: url=javascript:alert(1)",
                "mailto:a@example.org     | SCHEME    | url must have the scheme http or https: url=mailto:a@example.org",
                "http:example.org         | HOST      | url must have a host: url=http:example.org",
                "http:///path             | HOST      | url must have a host: url=http:///path",
                "http://:80/              | HOST      | url must have a host: url=http://:80/",
                "http://user@/            | HOST      | url must not have a user: url=http://user@/",
                "http://u:p@example.org/  | HOST      | url must not have a user: url=http://u:p@example.org/",
                "http://@example.org/     | HOST      | url must not have a user: url=http://@example.org/",
                "http://a.b@c@example.org | HOST      | url must not have a user: url=http://a.b@c@example.org",
                "http://a..example/       | HOST      | url must have a host: url=http://a..example/",
                "http://.a.example/       | HOST      | url must have a host: url=http://.a.example/",
                "http://a.example../      | HOST      | url must have a host: url=http://a.example../",
                "http://-/                | HOST      | url must have a host: url=http://-/",
                "http://.../              | HOST      | url must have a host: url=http://.../",
                "http://example.org:65536 | HOST      | url must have a host: url=http://example.org:65536",
                "http://example.org:9999999999 | HOST | url must have a host: url=http://example.org:9999999999"
            })
    void check_brokenRule_isToldWithReasonAndValue(String text, Reason reason, String message) {
        assertRejected(text, reason, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00df", "\u1e9e", "\u03c2", "\u200c", "\u200d"})
    void check_hostThatBrowsersReadInAnotherWay_isRejected(String character) {
        String shown = String.format("\\u%04x", (int) character.charAt(0));
        assertRejected(
                "https://stra" + character + "e.example/",
                Reason.HOST,
                "url must have a host that is read in one way only, or is in punycode: url=https://stra" + shown
                        + "e.example/");
    }

    @Test
    void check_hostLengths_areLimitedAsInNames() {
        String label = "a".repeat(63);
        String longest = (label + ".").repeat(3) + "a".repeat(61);
        assertThat(longest).hasSize(253);
        assertThat(UrlRules.check("http://" + longest)).endsWith(longest);
        assertThat(UrlRules.check("http://" + longest + "./")).endsWith(longest + "./");
        for (String host : new String[] {longest + "a", label + "a.example", "\u00e4".repeat(60) + ".example"}) {
            assertThat(catchThrowableOfType(BadUrlException.class, () -> UrlRules.check("http://" + host))
                            .reason())
                    .as(host)
                    .isEqualTo(Reason.HOST);
        }
    }

    @Test
    void check_whatWasChecked_isKeptAsItIs() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = "http://" + (i % 2 == 0 ? "a.example" : characters(random)) + "/" + characters(random);
            String checked;
            try {
                checked = UrlRules.check(text);
            } catch (BadUrlException e) {
                continue;
            }
            accepted++;
            assertThat(UrlRules.check(checked))
                    .as("test.seed=%s, %s", seed, text)
                    .isEqualTo(checked);
            assertThat(checked).as("test.seed=%s, %s", seed, text).matches("[!-~]+");
        }
        assertThat(accepted).as("test.seed=%s", seed).isGreaterThan(1000);
    }

    /** Of ASCII, of the plane in which most scripts are, and of all planes. */
    private static String characters(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int bound = new int[] {0x80, 0x3000, 0x10000, 0x20000}[random.nextInt(4)];
            text.appendCodePoint(random.nextInt('!', bound));
        }
        return text.toString();
    }

    @Test
    void check_controlCharacters_areRejectedAndShownHarmless() {
        assertRejected(
                "http://example.org/\u001b[2J\nx",
                Reason.CONTROL_CHARACTER,
                "url must have no control characters: url=http://example.org/\\u001b[2J\\u000ax");
        assertRejected(
                "http://example.org/\u0085x",
                Reason.CONTROL_CHARACTER,
                "url must have no control characters: url=http://example.org/\\u0085x");
    }

    @Test
    void check_noUnicode_isRejected() {
        assertRejected(
                "http://a.example/\ud800",
                Reason.NOT_A_URL,
                "url must be text in Unicode: url=http://a.example/\\ud800");
        assertRejected(
                "http://a.example/\ufffd",
                Reason.NOT_A_URL,
                "url must be text in Unicode: url=http://a.example/\\ufffd");
    }

    @Test
    void check_length_isLimitedTo2048InAscii() {
        String longest = "http://example.org/" + "a".repeat(2048 - 19);
        assertThat(UrlRules.check(longest)).hasSize(2048);
        assertThat(UrlRules.check(" " + longest + " ")).hasSize(2048);
        assertRejected(
                longest + "a",
                Reason.TOO_LONG,
                "url must have at most 2048 characters: url=http://example.org/" + "a".repeat(61)
                        + "... (2049 characters)");
        assertThat(catchThrowableOfType(
                                BadUrlException.class,
                                () -> UrlRules.check("http://example.org/" + "\u00e4".repeat(1000)))
                        .reason())
                .isEqualTo(Reason.TOO_LONG);
    }

    private static void assertRejected(String text, Reason reason, String message) {
        BadUrlException failure = catchThrowableOfType(BadUrlException.class, () -> UrlRules.check(text));
        assertThat(failure).as(text).isNotNull().hasMessage(message);
        assertThat(failure.reason()).isEqualTo(reason);
    }
}
