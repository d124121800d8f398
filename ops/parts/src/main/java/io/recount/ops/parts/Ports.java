package io.recount.ops.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on loopback. They are taken from below the range that the system gives to outgoing
 * connections, so that a server which stops and starts again finds its port still free.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;
    private static final Set<Integer> given = new HashSet<>();

    private Ports() {}

    public static synchronized int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && given.add(port)) {
                return port;
            }
        }
        throw new PartException("No free port between " + FIRST + " and " + LAST);
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do; else what is left of closed connections would count as in use.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** True when the first of {@code host:port,…} takes a connection. */
    public static boolean isOpen(String addresses) {
        String first = addresses.split(",", 2)[0].trim();
        int colon = first.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            String host = first.substring(0, colon);
            int port = Integer.parseInt(first.substring(colon + 1));
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
