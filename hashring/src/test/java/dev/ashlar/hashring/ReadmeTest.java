package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of README.md, as they stand there. */
class ReadmeTest {
    record Server(String address) {}

    @Test
    void readme_ring_works() {
        Server a = new Server("10.0.0.1:6379");
        Server b = new Server("10.0.0.2:6379");
        Server c = new Server("10.0.0.3:6379");

        HashRing<Server> ring = HashRing.builder(Server::address) // what names a node, on every host and for ever
                .add(a, 1, "east")
                .add(b, 1, "west")
                .add(c, 2, "west") // twice the size
                .build();

        Server owner = ring.locate("user:42");
        List<Server> three = ring.replicas(Locator.hash("user:42"), 3); // the owner first, then another zone
        HashRing<Server> more = ring.with(new Server("10.0.0.4:6379"));
        double moved = ring.diff(more).share(); // about a fifth, all of it to the new server

        assertThat(three).startsWith(owner).hasSize(3);
        assertThat(ring.zone(three.get(0))).isNotEqualTo(ring.zone(three.get(1)));
        assertThat(moved).isBetween(0.1, 0.3);
    }

    @Test
    void readme_live_works() {
        LiveHashRing<String> live = new LiveHashRing<>(
                HashRing.<String>builder(id -> id).add("a").add("b").build());
        live.change(change -> change.add("c").remove("a").weight("b", 2)); // one generation
        String now = live.locate("user:42");
        String before = live.locatePrevious(Locator.hash("user:42"));

        assertThat(now).isIn("b", "c");
        assertThat(before).isIn("a", "b");
    }
}
