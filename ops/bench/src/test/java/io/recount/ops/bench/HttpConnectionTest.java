package io.recount.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.ops.bench.HttpConnection.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
    private static final byte[] HEAD = HttpConnection.head("POST", "/");
    private static final byte[] BODY = {'{', '}'};

    @Test
    void readsAnswersOneAfterTheOtherHoweverTheyAreSent() throws Exception {
        // given
        String long20k = "x".repeat(20_000);
        String[] answers = {
            "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 503 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nlat\r\n2\r\ner\r\n0\r\n\r\n",
            "HTTP/1.1 200 \r\ncontent-length: 20000\r\n\r\n" + long20k,
            "HTTP/1.1 204 \r\n\r\n"
        };
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpConnection http = new HttpConnection(server.getLocalPort())) {
            var served = CompletableFuture.runAsync(() -> serve(server, answers));

            // when, then
            assertThat(http.send(HEAD, BODY)).isEqualTo(new Answer(200, "ok"));
            assertThat(http.send(HEAD, BODY)).isEqualTo(new Answer(503, "later"));
            assertThat(http.send(HEAD, BODY)).isEqualTo(new Answer(200, long20k));
            assertThat(http.send(HEAD, BODY)).isEqualTo(new Answer(204, ""));
            served.join();
        }
    }

    @Test
    void aConnectionThatEndsIsNoAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpConnection http = new HttpConnection(server.getLocalPort())) {
            var served = CompletableFuture.runAsync(() -> serve(server, "HTTP/1.1 200"));

            assertThatThrownBy(() -> http.send(HEAD, BODY)).isInstanceOf(EOFException.class);
            served.join();
        }
    }

    /** Answers in two pieces each, once a request came. */
    private static void serve(ServerSocket server, String... answers) {
        try (Socket socket = server.accept()) {
            int request = HEAD.length + "2\r\n\r\n".length() + BODY.length;
            for (String answer : answers) {
                socket.getInputStream().readNBytes(request);
                byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(bytes, 0, 10);
                socket.getOutputStream().write(bytes, 10, bytes.length - 10);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
