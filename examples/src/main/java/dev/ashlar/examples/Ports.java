package dev.ashlar.examples;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;

/** Takes ports to serve on. Not left to the web server, which tells of a taken port in lines of its own. */
public final class Ports {
    private Ports() {}

    /**
     * Takes a port.
     *
     * @param host a name or an address of this machine
     * @param port 0 for any that is free
     * @return the channel that has it, to be closed by the caller
     * @throws IOException if it is taken, or the host is not this one
     */
    public static ServerSocketChannel bind(String host, int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(host, port), 1024);
            return channel;
        } catch (BindException e) {
            channel.close();
            throw new IOException("cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        } catch (UnresolvedAddressException e) {
            channel.close();
            throw new IOException("cannot listen on " + host + ":" + port + ": there is no such host", e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }
}
