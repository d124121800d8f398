package io.recount.ops.parts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Redis with an append-only file, on loopback only: the machine's own server, else the bundled one.
 */
public final class Redis extends Part {
    private static final int PROBE_TIMEOUT_MS = 1_000;

    public Redis(Path data, Path log, int port) {
        super("redis", data, log, port);
    }

    @Override
    void prepareData() {
        // A cut tail of the append-only file is dropped by the server itself.
    }

    @Override
    public List<String> command() {
        return List.of(
                server(),
                "--port",
                Integer.toString(port()),
                "--bind",
                "127.0.0.1",
                "--dir",
                data().toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--daemonize",
                "no");
    }

    /** {@code redis-server} of the PATH, or the one inside the embedded-redis jar. */
    static String server() {
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(folder, "redis-server");
            if (!folder.isEmpty() && Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        boolean arm = Binaries.architecture().equals("arm64");
        String version = arm ? Versions.REDIS_ARM : Versions.REDIS;
        String file = "redis-server-" + version + "-linux-" + Binaries.architecture();
        return Binaries.executable(file, file).toString();
    }

    /** Asks by the wire, since a client library would be a dependency for one word. */
    @Override
    public boolean isReady() {
        return answers("127.0.0.1", port());
    }

    public static boolean answers(String host, int port) {
        try {
            return ask(host, port, "PING", "+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /** FLUSHALL: nothing is left in it. */
    public void empty() {
        try {
            if (!ask("127.0.0.1", port(), "FLUSHALL", "+OK")) {
                throw new PartException(name() + " was not emptied");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ask(String host, int port, String word, String wanted)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PROBE_TIMEOUT_MS);
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            socket.getOutputStream().write((word + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(wanted.length());
            return new String(answer, StandardCharsets.US_ASCII).equals(wanted);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }
}
