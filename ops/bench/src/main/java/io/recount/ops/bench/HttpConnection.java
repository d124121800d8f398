package io.recount.ops.bench;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One client's connection, kept alive as long as the service likes. The JDK's client takes as much
 * of the shared cores as the service that it is to measure.
 */
final class HttpConnection implements Closeable {
    private static final int TIMEOUT_MS = 20_000;
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";

    private final int port;
    private Socket socket;
    private boolean ended;
    private byte[] buffer = new byte[8 * 1024];
    private int from;
    private int to;

    HttpConnection(int port) throws IOException {
        this.port = port;
        socket = connect(port);
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    record Answer(int status, String text) {}

    /** A request's lines up to the length of its body, to be sent any number of times. */
    static byte[] head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        head.append("User-Agent: ").append(BROWSER).append("\r\n");
        head.append("Content-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("Content-Length: ").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Connects again where the service said that its last answer on this connection was given. */
    Answer send(byte[] head, byte[] body) throws IOException {
        if (ended) {
            socket.close();
            socket = connect(port);
            ended = false;
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length + body.length + 8);
        request.writeBytes(head);
        request.writeBytes((body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return answer();
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.endsWith("chunked");
            } else if (header.startsWith("connection:")) {
                ended = header.endsWith("close");
            }
        }
        byte[] body = chunked ? chunks() : bytes(length);
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(), 16);
            body.writeBytes(bytes(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        int searched = from;
        while (true) {
            for (; searched < to; searched++) {
                if (buffer[searched] == '\n') {
                    String line =
                            new String(
                                    buffer, from, searched - from - 1, StandardCharsets.ISO_8859_1);
                    from = searched + 1;
                    return line;
                }
            }
            searched -= from;
            fill();
            searched += from;
        }
    }

    private byte[] bytes(int length) throws IOException {
        while (to - from < length) {
            fill();
        }
        byte[] bytes = new byte[length];
        System.arraycopy(buffer, from, bytes, 0, length);
        from += length;
        return bytes;
    }

    /** Reads on; what was not taken yet moves to the buffer's beginning. */
    private void fill() throws IOException {
        int left = to - from;
        byte[] target = left * 2 > buffer.length ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, from, target, 0, left);
        buffer = target;
        from = 0;
        to = left;
        int read = socket.getInputStream().read(buffer, to, buffer.length - to);
        if (read < 0) {
            throw new EOFException("The service closed the connection");
        }
        to += read;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone all the same.
        }
    }
}
