package io.recount.ops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clicks on ads that were really served, to be sent once each: their tokens come from ad requests,
 * every one by another visitor. One ad in five is the hot advertiser's, number 0.
 */
final class ServedClicks {
    private static final int SLOTS = 5;
    private static final int SERVERS = 16;
    private static final long CATALOGUE_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String TOKEN = "\"token\":\"";
    private static final byte[] HEAD =
            HttpConnection.head("POST", "/v1/ad-requests", "X-Api-Key: local-publisher");

    private final int port;
    private final int advertisers;
    private final AtomicLong visitors = new AtomicLong();
    private byte[][] bodies = {};
    private final AtomicInteger next = new AtomicInteger();

    /** Waits until all of that many advertisers can be served. */
    ServedClicks(RunningService service, int advertisers) throws Exception {
        this.port = service.port();
        this.advertisers = advertisers;
        long begun = System.nanoTime();
        try (HttpConnection http = new HttpConnection(port)) {
            while (request(http).size() < SLOTS) {
                if (System.nanoTime() - begun > CATALOGUE_LIMIT_NS) {
                    throw new IllegalStateException("Nothing is served");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** Puts that many clicks in the place of what is left. */
    void serve(int count) throws Exception {
        byte[][] served = new byte[count][];
        AtomicInteger filled = new AtomicInteger();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                try (HttpConnection http = new HttpConnection(port)) {
                                    fill(http, served, filled);
                                } catch (IOException | RuntimeException e) {
                                    failure.compareAndSet(null, e);
                                }
                            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
        bodies = served;
        next.set(0);
    }

    private void fill(HttpConnection http, byte[][] served, AtomicInteger filled)
            throws IOException {
        while (filled.get() < served.length) {
            for (byte[] body : request(http)) {
                int place = filled.getAndIncrement();
                if (place < served.length) {
                    served[place] = body;
                }
            }
        }
    }

    /** The body of the next click; null when all were taken. */
    byte @Nullable [] next() {
        int place = next.getAndIncrement();
        return place < bodies.length ? bodies[place] : null;
    }

    private List<byte[]> request(HttpConnection http) throws IOException {
        HttpConnection.Answer answer = http.send(HEAD, body().getBytes(StandardCharsets.US_ASCII));
        if (answer.status() != 200) {
            throw new IllegalStateException("Not served: " + answer.status() + answer.text());
        }
        String text = answer.text();
        List<byte[]> clicks = new ArrayList<>(SLOTS);
        for (int at = text.indexOf(TOKEN); at >= 0; at = text.indexOf(TOKEN, at)) {
            int end = text.indexOf('"', at + TOKEN.length());
            String click = "{" + text.substring(at, end) + "\"}";
            clicks.add(click.getBytes(StandardCharsets.US_ASCII));
            at = end;
        }
        return clicks;
    }

    private String body() {
        int first = ThreadLocalRandom.current().nextInt(advertisers);
        StringBuilder categories = new StringBuilder("\"" + Market.category(0) + "\"");
        for (int i = 0; i < SLOTS - 1; i++) {
            int other = 1 + (first + i) % (advertisers - 1);
            categories.append(",\"").append(Market.category(other)).append('"');
        }
        return String.format(
                Locale.ROOT,
                "{\"categories\":[%s],\"slots\":%d,\"user\":{\"id\":\"visitor-%d\"}}",
                categories,
                SLOTS,
                visitors.incrementAndGet());
    }
}
