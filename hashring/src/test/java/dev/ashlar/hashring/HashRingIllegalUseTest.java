package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HashRingIllegalUseTest {
    private static HashRingBuilder<String> builder() {
        return HashRing.<String>builder(id -> id);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void emptyRing_locatesNothing() {
        HashRing<String> empty = builder().build();
        assertThatThrownBy(() -> empty.locate(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the ring must have a node: nodes=0");
        assertThat(empty.locateOrNull(1, node -> true)).isNull();
        assertThat(empty.replicas(1, 3)).isEmpty();
        assertThat(empty.replicas(1, new int[3])).isZero();
        assertThat(empty.replicas(1, new int[3], node -> true)).isZero();
        assertThat(empty.ownership().maxLoad()).isZero();
        assertThat(empty.with("a").without("a").fingerprint()).isEqualTo(empty.fingerprint());
        refused(() -> empty.diff(empty), "rings must have nodes: nodes=0, nodes=0");
        refused(() -> new BoundedLoad<>(empty, 2), "the ring must have a node: nodes=0");
    }

    @Test
    void builder_illegalMembers_areRefusedAndChangeNothing() {
        HashRingBuilder<String> builder = builder().add("a", 2);
        refused(() -> builder.add("a"), "node must be new: node=a");
        refused(() -> builder.add("b", 0), "weight must be >= 1: weight=0");
        refused(() -> builder.weight("a", -1), "weight must be >= 1: weight=-1");
        refused(() -> builder.weight("b", 1), "node must be a member: node=b");
        refused(() -> builder.remove("b"), "node must be a member: node=b");
        refused(() -> builder.add("b", 1, ""), "zone must have 1 to 65535 bytes: bytes=0");
        refused(() -> builder.add("x".repeat(65_536)), "identity must have <= 65535 bytes: bytes=65536");
        refused(() -> builder.pointsPerWeight(0), "points must be 1 to 4194303: points=0");
        assertThatThrownBy(() -> builder.add("\ud800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("identity must be well-formed Unicode");
        assertThat(builder.build().fingerprint())
                .isEqualTo(builder().add("a", 2).build().fingerprint());
    }

    @Test
    void build_tooMuch_isRefused() {
        refused(
                () -> builder()
                        .add("a", Integer.MAX_VALUE)
                        .add("b", Integer.MAX_VALUE)
                        .build(),
                "points must be <= 4194303: weights=4294967294, pointsPerWeight=160");
        HashRingBuilder<String> zones = builder();
        for (int i = 0; i < 65; i++) {
            zones.add("node-" + i, 1, "zone-" + i);
        }
        refused(zones::build, "zones must be <= 64: zones=65");
        HashRingBuilder<String> nodes = builder().pointsPerWeight(1);
        Rings.names(65_535).forEach(nodes::add);
        refused(nodes::build, "nodes must be < 65535: nodes=65535");
    }

    @Test
    void build_mostNodes_areAllThere() {
        HashRing<String> ring = Rings.random(65_534, 1);
        assertThat(ring.pointCount()).isEqualTo(65_534);
        assertThat(ring.locateOrNull(1, node -> node.equals("node-65533"))).isEqualTo("node-65533");
    }

    @Test
    void ring_strangers_areRefused() {
        HashRing<String> ring = builder().add("a").build();
        refused(() -> ring.weight("b"), "node must be a member: node=b");
        refused(() -> ring.zone("b"), "node must be a member: node=b");
        refused(() -> ring.without("b"), "node must be a member: node=b");
        refused(() -> ring.replicas(1, -1), "count must be >= 0: count=-1");
        assertThat(ring.contains("b")).isFalse();
    }

    @Test
    void family_illegalArguments_areRefused() {
        refused(() -> JumpBackHash.bucket(1, 0), "buckets must be >= 1: buckets=0");
        refused(() -> new BucketLocator<>(JumpHash::bucket, List.of()), "nodes must be >= 1: nodes=0");
        refused(() -> new BucketLocator<>(JumpHash::bucket, List.of("a")).withoutLast(), "nodes must be >= 1: nodes=0");
        refused(() -> new MementoLocator<>(JumpHash::bucket, List.of()), "nodes must be >= 1: nodes=0");
        refused(() -> new MementoLocator<>(JumpHash::bucket, List.of("a")).without("a"), "nodes must be >= 1: nodes=0");
        refused(
                () -> new MementoLocator<>(JumpHash::bucket, List.of("a")).without("b"),
                "node must be a member: node=b");
        refused(() -> Rendezvous.of(List.<String>of(), id -> id), "nodes must be >= 1: nodes=0");
        refused(() -> Rendezvous.of(List.of("a", "a"), id -> id), "identities must differ: identity=a");
        refused(() -> Rendezvous.of(List.of("a"), id -> id, id -> 0), "weight must be > 0 and finite: weight=0.0");
        refused(
                () -> Rendezvous.of(List.of("a"), id -> id, id -> Double.NaN),
                "weight must be > 0 and finite: weight=NaN");
        refused(() -> Rendezvous.of(List.of("a"), id -> id).replicas(1, -1), "count must be >= 0: count=-1");
        refused(() -> Maglev.of(List.<String>of(), id -> id), "nodes must be 1 to 65535: nodes=0");
        refused(() -> Maglev.of(List.of("a"), id -> id, 9), "size must be a prime from 3 to 10000019: size=9");
        refused(() -> Maglev.of(List.of("a", "b", "c", "d"), id -> id, 3), "nodes must be 1 to 3: nodes=4");
        refused(() -> new BoundedLoad<>(builder().add("a").build(), 1), "factor must be > 1 and finite: factor=1.0");
        refused(() -> KetamaRing.of(KetamaRing.Dialect.LIBKETAMA, Map.of()), "nodes must be 1 to 26214: nodes=0");
        refused(
                () -> KetamaRing.of(KetamaRing.Dialect.LIBKETAMA, Map.of("a", "a"), Map.of()),
                "weight must be >= 1: weight=null, node=a");
    }
}
