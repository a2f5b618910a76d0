package dev.ashlar.examples.shortener;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * The HTTP server. The port is taken first and the links are opened after that, so that a taken port leaves no trace in
 * the data directory; who connects in between waits.
 */
final class LinkServer implements Closeable {
    private static final long STOP_MILLIS = 5_000;

    /** How long a connection without a request keeps a server from stopping. */
    private static final long IDLE_MILLIS = 100;

    private final ServerSocketChannel channel;
    private final Javalin javalin;

    private LinkServer(ServerSocketChannel channel, Javalin javalin) {
        this.channel = channel;
        this.javalin = javalin;
    }

    /** The URL under which this machine reaches a port that was taken, without a slash at its end. */
    static String url(ServerSocketChannel channel) throws IOException {
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
        return "http://" + (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + address.getPort();
    }

    /** Tells whether a port was taken on all addresses of this machine, so that it is not known by which it is reached. */
    static boolean isOnAllAddresses(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getAddress().isAnyLocalAddress();
    }

    /** Starts to answer on a port that was taken; it is given up by {@link #close()}. */
    static LinkServer start(ServerSocketChannel channel, LinkApi api) {
        Javalin javalin = Javalin.create(config -> configure(config, channel, api));
        try {
            javalin.start();
        } catch (Throwable e) {
            javalin.stop();
            throw e;
        }
        return new LinkServer(channel, javalin);
    }

    private static void configure(JavalinConfig config, ServerSocketChannel channel, LinkApi api) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(ApiErrors::answer);
            server.setHandler(new GracefulHandler()); // counts the requests that run, for stop() to wait for
            server.setStopTimeout(STOP_MILLIS);
        });
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setShutdownIdleTimeout(IDLE_MILLIS);
            try {
                connector.open(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return connector;
        });
        config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
        api.addTo(config.routes);
        ApiErrors.addTo(config.routes);
    }

    /** Takes no more requests, and waits up to five seconds for those that run to come to their end. */
    @Override
    public void close() throws IOException {
        try {
            javalin.stop();
        } finally {
            channel.close();
        }
    }
}
