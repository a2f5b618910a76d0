package dev.ashlar.examples.shortener;

import dev.ashlar.trie.Completer;
import dev.ashlar.trie.CompleterBuilder;
import dev.ashlar.trie.Completion;
import dev.ashlar.trie.Folding;
import dev.ashlar.trie.LiveCompleter;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The hosts that links lead to, by how many do; those with a prefix can be asked for. Threads may share it. */
final class Hosts {
    private final LiveCompleter hosts;

    private Hosts(LiveCompleter hosts) {
        this.hosts = hosts;
    }

    /** Counts the hosts of all links, which reads each. */
    static Hosts of(LinkStore links) throws IOException {
        CompleterBuilder builder = Completer.builder().folding(Folding.UNICODE);
        for (long i = 0; i < links.count(); i++) {
            builder.add(host(links.get(i).url()), 1);
        }
        return new Hosts(LiveCompleter.of(builder.build()));
    }

    /** Counts a new link. */
    void add(Link link) {
        hosts.increment(host(link.url()), 1);
    }

    List<Completion> top(String prefix, int k) {
        return hosts.top(prefix, k);
    }

    /** A link's URL has a host: the rules see to that. */
    private static String host(String url) {
        String host = URI.create(url).getHost();
        return host == null ? url : host;
    }
}
