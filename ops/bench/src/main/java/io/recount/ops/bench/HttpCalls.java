package io.recount.ops.bench;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Clicks sent to one path of a running service. */
final class HttpCalls implements Contender {
    /** More than two cores answer; a round that is quicker ends with its last click. */
    private static final int MOST_PER_SECOND = 10_000;

    private static final byte[] CLICK = HttpConnection.head("POST", "/v1/clicks");
    private static final String CHARGED = "\"outcome\":\"CHARGED\"";

    private final String name;
    private final int port;
    private final byte[] head;
    private final ServedClicks clicks;
    private final byte @Nullable [] always;

    /**
     * @param always the one body to send; null where each is to be a click that was not sent yet
     */
    HttpCalls(
            String name,
            RunningService service,
            String path,
            ServedClicks clicks,
            byte @Nullable [] always) {
        this.name = name;
        this.port = service.port();
        this.head = HttpConnection.head("POST", path);
        this.clicks = clicks;
        this.always = always;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void prepare(Duration round) throws Exception {
        if (always == null) {
            clicks.serve(Math.toIntExact(MOST_PER_SECOND * round.toMillis() / 1_000));
        }
    }

    @Override
    public Client client() throws IOException {
        HttpConnection connection = new HttpConnection(port);
        return new Client() {
            @Override
            public Call charge(int advertiser) throws IOException {
                byte[] body = always == null ? clicks.next() : always;
                return body == null ? Call.NOT_MADE : HttpCalls.call(connection, head, body);
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    static Call click(HttpConnection connection, byte[] body) throws IOException {
        return call(connection, CLICK, body);
    }

    static Call call(HttpConnection connection, byte[] head, byte[] body) throws IOException {
        HttpConnection.Answer answer = connection.send(head, body);
        if (answer.status() == 429 || answer.status() == 503) {
            return Call.REFUSED;
        }
        if (answer.status() != 200 || !answer.text().contains(CHARGED)) {
            throw new IllegalStateException("Not charged: " + answer.status() + answer.text());
        }
        return Call.ANSWERED;
    }

    @Override
    public void close() {
        // The service is not this one's.
    }
}
