package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingFormatTest {
    private static HashRing<String> sample(Placement placement) {
        return HashRing.<String>builder(id -> id)
                .placement(placement)
                .pointsPerWeight(4)
                .add("a", 2, "east")
                .add("b", 1, "west")
                .add("ä")
                .build();
    }

    private static HashRing<String> read(byte[] bytes) throws RingFormatException {
        return HashRing.fromByteArray(bytes, id -> id, id -> id);
    }

    private static byte[] golden(Placement placement) throws IOException {
        String file = "hash-ring-" + placement.name().toLowerCase(java.util.Locale.ROOT) + "-v1.bin";
        try (InputStream in = RingFormatTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void goldenFile_isReadAndWrittenAlike(Placement placement) throws IOException {
        assertThat(sample(placement).toByteArray()).isEqualTo(golden(placement));
        HashRing<String> read = read(golden(placement));
        assertThat(read.toByteArray()).isEqualTo(golden(placement));
        assertThat(read.fingerprint()).isEqualTo(sample(placement).fingerprint());
        assertThat(read.weight("a")).isEqualTo(2);
        assertThat(read.zone("b")).isEqualTo("west");
        assertThat(read.zone("ä")).isNull();
        for (long hash : Rings.hashes(1, 1_000)) {
            assertThat(read.replicas(hash, 3)).isEqualTo(sample(placement).replicas(hash, 3));
        }
        assertThat(read.with("x").fingerprint())
                .isEqualTo(sample(placement).with("x").fingerprint());
    }

    /** The vectors of docs/formats/hash-ring.md. */
    @Test
    void vectors_ofTheDocument_hold() {
        long seed = 0x982ACDF804E97D99L;
        assertThat(Locator.hash("node-0".getBytes(StandardCharsets.UTF_8))).isEqualTo(seed);
        assertThat(RandomPlacement.point(seed, 0)).isEqualTo(0xD1A645FDDC7F8144L);
        assertThat(RandomPlacement.point(seed, 1)).isEqualTo(0x92E07C73DB9CB001L);
        assertThat(RandomPlacement.point(seed, 159)).isEqualTo(0x16F5985B2BDFDF2BL);
        assertThat(HashRing.position(1)).isEqualTo(0xF1357AEA2E62A9C5L);
        HashRing<String> ring = Rings.random(5, 160);
        assertThat(ring.fingerprint()).isEqualTo(0x455AC7A2B7583403L);
        assertThat(ring.replicas(1, 5)).containsExactly("node-0", "node-2", "node-3", "node-1", "node-4");
        assertThat(ring.replicas(-1, 5)).containsExactly("node-1", "node-0", "node-2", "node-4", "node-3");
        assertThat(Locator.hash("key")).isEqualTo(0x66F340ECF3360157L);
        assertThat(ring.locate("key")).isEqualTo("node-0");
    }

    @ParameterizedTest
    @EnumSource
    void anyBitFlipped_isRefused(Placement placement) {
        byte[] bytes = sample(placement).toByteArray();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(flipped)).as("bit %d", bit).isInstanceOf(RingFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutOrLengthened_isRefused(Placement placement) {
        byte[] bytes = sample(placement).toByteArray();
        for (int length = 0; length <= bytes.length + 64; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> read(other)).as("length %d", length).isInstanceOf(RingFormatException.class);
            }
        }
    }

    /** Hostile bytes: the checksum is right, so that what is behind it is tested. */
    @ParameterizedTest
    @EnumSource
    void anythingWithARightChecksum_isRefusedOrTheSame(Placement placement) throws IOException {
        byte[] bytes = sample(placement).toByteArray();
        SplittableRandom random = new SplittableRandom(placement.ordinal());
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] hostile = Arrays.copyOf(bytes, 32 + random.nextInt(bytes.length - 31));
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                hostile[5 + random.nextInt(hostile.length - 9)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
            }
            try {
                HashRing<String> read = read(sealed(hostile));
                assertThat(read.toByteArray()).isEqualTo(hostile);
            } catch (RingFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(4_000);
    }

    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        for (int b = 0; b < 4; b++) {
            bytes[bytes.length - 4 + b] = (byte) (crc.getValue() >>> 8 * b);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000})
    void anyNumberOfNodes_isReadBack(int nodes) throws IOException {
        for (Placement placement : Placement.values()) {
            HashRing<String> ring = Rings.of(placement, Rings.names(nodes), 3);
            assertThat(read(ring.toByteArray()).fingerprint()).isEqualTo(ring.fingerprint());
        }
    }

    @Test
    void byteIdentities_areReadBack() throws IOException {
        HashRing<byte[]> ring = HashRing.<byte[]>builderByBytes(id -> id)
                .add(new byte[] {(byte) 0xff, 0})
                .add(new byte[0])
                .build();
        HashRing<byte[]> read = HashRing.fromByteArrayByBytes(ring.toByteArray(), id -> id, id -> id);
        assertThat(read.fingerprint()).isEqualTo(ring.fingerprint());
        assertThat(read.nodes().get(1)).containsExactly(0xff, 0);
    }

    /** The ring of a and b on which only a has points: what a hostile form could ask for. */
    private static HashRing<String> pointless() {
        PointRun run = new PointRun(2);
        run.add(1L << 40, 0);
        run.add(1L << 60, 0);
        return HashRing.<String>builder(id -> id)
                .placement(Placement.BALANCED)
                .add("a")
                .add("b")
                .build(RingPoints.NONE.change(new char[0], new PointRun(0), run));
    }

    @Test
    void identityOrZoneThatIsNotUtf8_isRefused() {
        byte[] identity = sample(Placement.RANDOM).toByteArray();
        identity[24] = (byte) 0xff; // The a of the first member.
        assertThatThrownBy(() -> read(sealed(identity)))
                .isInstanceOf(RingFormatException.class)
                .hasMessage("the identity must be UTF-8: identity=\uFFFD at offset 24");
        byte[] zone = sample(Placement.RANDOM).toByteArray();
        zone[28] = (byte) 0xff; // The t of east.
        assertThatThrownBy(() -> read(sealed(zone)))
                .isInstanceOf(RingFormatException.class)
                .hasMessage("the zone must be UTF-8: zone=eas\uFFFD at offset 25");
    }

    @Test
    void memberWithoutPoints_isRefused() {
        byte[] bytes = pointless().toByteArray();
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(RingFormatException.class)
                .hasMessage("every member must have a point: member=1, the points end at offset 58");
    }

    @Test
    void replicas_memberWithoutPoints_listsEveryNodeOnce() {
        assertThat(pointless().replicas(1, 2)).containsExactly("a");
    }

    @Test
    void laterVersion_isNamed() {
        byte[] bytes = sample(Placement.RANDOM).toByteArray();
        bytes[4] = 2;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(RingFormatException.class)
                .hasMessage("the version must be 1, later ones are not known: version=2 at offset 4");
    }

    @Test
    void nodeOfAnotherIdentity_isRefused() {
        byte[] bytes = sample(Placement.RANDOM).toByteArray();
        assertThatThrownBy(() -> HashRing.<String>fromByteArray(bytes, id -> id, id -> "wrong"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node must have the identity asked for: asked=a, node=wrong");
    }
}
