package io.recount.ops.bench;

import io.recount.ops.bench.catalogue.CatalogueMaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Ad requests of a million visitors, sent to one path of a running service. */
final class AdRequests implements Contender {
    static final int SLOTS = 3;

    private static final int BODIES = 50_000;
    private static final int VISITORS = 1_000_000;
    private static final long SEED = 11;

    private final String name;
    private final int port;
    private final byte[] head;
    private final byte[][] bodies = new byte[BODIES][];
    private final LongAdder answered = new LongAdder();
    private final LongAdder filled = new LongAdder();

    /**
     * @param explained of a hundred requests, so many ask for an explanation
     */
    AdRequests(
            String name, RunningService service, String path, CatalogueMaker maker, int explained) {
        this.name = name;
        this.port = service.port();
        this.head = HttpConnection.head("POST", path, "X-Api-Key: local-publisher");
        Random random = new Random(SEED);
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = body(maker.ask(random), random, i % 100 < explained);
        }
    }

    private static byte[] body(CatalogueMaker.Ask ask, Random random, boolean explain) {
        return String.format(
                        Locale.ROOT,
                        """
                        {"query":"%s","slots":%d,"user":{"id":"visitor-%d"},"geo":{"country":"%s"},\
                        "device":{"ip":"203.0.113.%d","userAgent":"Mozilla/5.0","type":"%s"}%s}""",
                        ask.query(),
                        SLOTS,
                        random.nextInt(VISITORS),
                        ask.country(),
                        random.nextInt(256),
                        ask.device(),
                        explain ? ",\"explain\":true" : "")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String name() {
        return name;
    }

    /** Any of them. */
    byte[] next() {
        return bodies[ThreadLocalRandom.current().nextInt(BODIES)];
    }

    Call send(HttpConnection connection, byte[] body) throws IOException {
        HttpConnection.Answer answer = connection.send(head, body);
        if (answer.status() == 429 || answer.status() == 503) {
            return Call.REFUSED;
        }
        if (answer.status() != 200) {
            throw new IllegalStateException("Not served: " + answer.status() + answer.text());
        }
        answered.increment();
        if (!answer.text().contains("\"ads\":[]")) {
            filled.increment();
        }
        return Call.ANSWERED;
    }

    /** Of all requests so far, the share that got an ad. */
    double fill() {
        return (double) filled.sum() / answered.sum();
    }

    @Override
    public Client client() throws IOException {
        HttpConnection connection = new HttpConnection(port);
        return new Client() {
            @Override
            public Call charge(int advertiser) throws IOException {
                return send(connection, next());
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }

    @Override
    public void close() {
        // The service is not this one's.
    }
}
