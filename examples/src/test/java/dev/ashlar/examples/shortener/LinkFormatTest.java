package dev.ashlar.examples.shortener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What is on disk must be readable by every later version. */
class LinkFormatTest {
    private static final byte[] URL = "http://a.example/".getBytes(US_ASCII);
    private static final String RECORD =
            "01" + "0000000000000102" + "000001900000000a" + "687474703a2f2f612e6578616d706c652f";

    @Test
    void keys_haveTheirBytes() {
        assertThat(hex(LinkFormat.markerKey())).isEqualTo("6d");
        assertThat(hex(LinkFormat.marker())).isEqualTo("01");
        assertThat(hex(LinkFormat.codeKey("Ab0"))).isEqualTo("63416230");
        assertThat(hex(LinkFormat.urlKey("hi".getBytes(US_ASCII)))).isEqualTo("756869");
        assertThat(hex(LinkFormat.numberKey(258))).isEqualTo("6e0000000000000102");
        assertThat(hex(LinkFormat.numbered((byte) 'h', "Ab0"))).isEqualTo("68416230");
    }

    @Test
    void record_hasItsBytesAndIsReadAgain() throws IOException {
        assertThat(hex(LinkFormat.record(258, 0x01900000000aL, URL))).isEqualTo(RECORD);
        assertThat(LinkFormat.link("Ab0", HexFormat.of().parseHex(RECORD)))
                .isEqualTo(new Link(258, "Ab0", "http://a.example/", Instant.ofEpochMilli(0x01900000000aL)));
    }

    @Test
    void record_cutOrOfALaterVersion_isRefused() {
        byte[] record = HexFormat.of().parseHex(RECORD);
        record[0] = 2;
        assertThatThrownBy(() -> LinkFormat.link("Ab0", record))
                .isInstanceOf(IOException.class)
                .hasMessage("the record of a link must have version 1: code=Ab0, bytes=34, version=2");
        assertThatThrownBy(() -> LinkFormat.link("Ab0", new byte[16])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> LinkFormat.link("Ab0", new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("version=none");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
