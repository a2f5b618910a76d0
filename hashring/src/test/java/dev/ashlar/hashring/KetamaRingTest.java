package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.hashring.KetamaRing.Dialect;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.KetamaNodeKeyFormatter;
import net.spy.memcached.KetamaNodeLocator;
import net.spy.memcached.MemcachedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KetamaRingTest {
    static {
        // It asserts that all nodes have as many points, which they have not when there are weights.
        KetamaRingTest.class.getClassLoader().setPackageAssertionStatus("net.spy.memcached", false);
    }

    private static Map<String, String> named(List<String> names) {
        Map<String, String> nodes = new LinkedHashMap<>();
        names.forEach(name -> nodes.put(name, name));
        return nodes;
    }

    private static List<String> localhost(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("127.0.0.1:" + (10_000 + i));
        }
        return names;
    }

    /** Pinned by the tests of spymemcached, which had them from libketama. */
    @ParameterizedTest
    @EnumSource
    void locate_publishedKeys_areWhereTheyWerePublished(Dialect dialect) {
        KetamaRing<String> five = KetamaRing.of(dialect, named(localhost(5)));
        assertThat(five.locate("36")).isEqualTo("127.0.0.1:10002");
        assertThat(five.locate("10037")).isEqualTo("127.0.0.1:10003");
        assertThat(five.locate("22051")).isEqualTo("127.0.0.1:10001");
        assertThat(five.locate("49044")).isEqualTo("127.0.0.1:10004");
        assertThat(five.locate("some other key")).isEqualTo("127.0.0.1:10004");
        KetamaRing<String> four = KetamaRing.of(dialect, named(localhost(4)));
        assertThat(four.locate("dustin")).isEqualTo("127.0.0.1:10000");
        assertThat(four.locate("noelani")).isEqualTo("127.0.0.1:10002");
        assertThat(four.locate("some other key")).isEqualTo("127.0.0.1:10000");
        // Behind the last point, 4294887009: the first one has them.
        for (String key : List.of("V5XS8C8N", "8KR2DKR2", "L9KH6X4X")) {
            assertThat(KetamaRing.position(key.getBytes(StandardCharsets.UTF_8)))
                    .isGreaterThan(4_294_887_009L);
            assertThat(four.locate(key)).isEqualTo("127.0.0.1:10003");
        }
    }

    /** Pinned by the tests of libketama's binding for Python: a hash, a point with its server, and the number of points. */
    @Test
    void locate_publishedWeights_areWhereTheyWerePublished() {
        Map<String, String> nodes = named(List.of("127.0.0.1:11211", "127.0.0.1:11212"));
        KetamaRing<String> ring =
                KetamaRing.of(Dialect.LIBKETAMA, nodes, Map.of("127.0.0.1:11211", 600, "127.0.0.1:11212", 400));
        long position = KetamaRing.position("test".getBytes(StandardCharsets.UTF_8));
        assertThat(position).isEqualTo(3_446_378_249L);
        for (long at = position; at <= 3_454_255_383L; at += 500) {
            assertThat(ring.locate(at)).isEqualTo("127.0.0.1:11211");
        }
        assertThat(ring.locate(3_454_255_383L)).isEqualTo("127.0.0.1:11211");
        assertThat(ring.pointCount()).isEqualTo(320);
    }

    /** Pinned by the tests of go-ketama, which had them from Perl's Algorithm::ConsistentHash::Ketama. */
    @Test
    void locate_publishedCounts_areThose() {
        Map<String, String> nodes = named(java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> "server" + i)
                .toList());
        KetamaRing<String> ring = KetamaRing.of(Dialect.LIBKETAMA, nodes);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            counts.merge(ring.locate("foo" + i), 1, Integer::sum);
        }
        int[] published = {9478, 9029, 10863, 10011, 9734, 9444, 10756, 10021, 10762, 9902};
        for (int i = 0; i < 10; i++) {
            assertThat(counts).containsEntry("server" + i, published[i]);
        }
    }

    /** libketama's own sample: 1264 points, not 8 x 160, as weights are rounded down. */
    @Test
    void of_sampleServerList_hasThePointsOfLibketama() {
        int[] memory = {600, 300, 200, 350, 1000, 800, 950, 100};
        Map<String, String> nodes = new LinkedHashMap<>();
        Map<String, Integer> weights = new HashMap<>();
        for (int i = 0; i < memory.length; i++) {
            String name = "10.0.1." + (i + 1) + ":11211";
            nodes.put(name, name);
            weights.put(name, memory[i]);
        }
        assertThat(KetamaRing.of(Dialect.LIBKETAMA, nodes, weights).pointCount())
                .isEqualTo(1264);
    }

    /** libketama rounds 1 / 61 x 40 x 61, as 32-bit numbers, down to 39 digests of four points. */
    @Test
    void of_numberOfNodesThatLibketamaRoundsDown_isTheRingOfEqualWeights() {
        for (int count : new int[] {60, 61, 122, 237}) {
            Map<String, String> nodes = named(localhost(count));
            Map<String, Integer> weights = new HashMap<>();
            nodes.keySet().forEach(name -> weights.put(name, 600));
            KetamaRing<String> ring = KetamaRing.of(Dialect.LIBKETAMA, nodes);
            KetamaRing<String> weighted = KetamaRing.of(Dialect.LIBKETAMA, nodes, weights);
            int digests = count == 60 ? 40 : 39;
            assertThat(ring.pointCount())
                    .isEqualTo(weighted.pointCount())
                    .isBetween(count * digests * 4 - 4, count * digests * 4);
            for (int i = 0; i < 20_000; i++) {
                assertThat(ring.locate("key-" + i)).isEqualTo(weighted.locate("key-" + i));
            }
            assertThat(KetamaRing.of(Dialect.SPYMEMCACHED, nodes).pointCount()).isBetween(count * 160 - 4, count * 160);
        }
    }

    @Test
    void locate_manyKeys_areThoseOfSpymemcached() throws Exception {
        List<InetSocketAddress> addresses = new ArrayList<>();
        Map<String, String> nodes = new LinkedHashMap<>();
        Map<InetSocketAddress, Integer> theirWeights = new HashMap<>();
        Map<String, Integer> weights = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 1, (byte) i}), 11_211);
            String name = "10.0.1." + i + ":11211";
            addresses.add(address);
            nodes.put(name, name);
            theirWeights.put(address, 1 + i % 7);
            weights.put(name, 1 + i % 7);
        }
        compare(nodes, KetamaRing.of(Dialect.SPYMEMCACHED, nodes), addresses, Map.of());
        compare(nodes, KetamaRing.of(Dialect.SPYMEMCACHED, nodes, weights), addresses, theirWeights);
    }

    private static void compare(
            Map<String, String> nodes,
            KetamaRing<String> ring,
            List<InetSocketAddress> addresses,
            Map<InetSocketAddress, Integer> weights) {
        List<MemcachedNode> theirs = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            // The locator asks a node for its address and for nothing else.
            theirs.add((MemcachedNode) Proxy.newProxyInstance(
                    KetamaRingTest.class.getClassLoader(),
                    new Class<?>[] {MemcachedNode.class},
                    (proxy, method, args) -> switch (method.getName()) {
                        case "getSocketAddress" -> address;
                        case "hashCode" -> address.hashCode();
                        case "equals" -> proxy == args[0];
                        default -> throw new UnsupportedOperationException(method.getName());
                    }));
        }
        KetamaNodeLocator oracle = new KetamaNodeLocator(
                theirs,
                DefaultHashAlgorithm.KETAMA_HASH,
                KetamaNodeKeyFormatter.Format.SPYMEMCACHED,
                new HashMap<>(weights));
        List<String> names = List.copyOf(nodes.keySet());
        for (int i = 0; i < 50_000; i++) {
            MemcachedNode expected = oracle.getPrimary("key-" + i);
            assertThat(ring.locate("key-" + i)).isEqualTo(names.get(addresses.indexOf(expected.getSocketAddress())));
        }
    }
}
