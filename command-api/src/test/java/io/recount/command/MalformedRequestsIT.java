package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Requests of both kinds that a seeded fuzzer spoiled: whatever they are, the service says so, and
 * keeps nothing of them. 10,000 of them with {@code -Drecount.test.malformed=10000}.
 */
class MalformedRequestsIT extends OnSharedParts {
    private static final int REQUESTS = Integer.getInteger("recount.test.malformed", 2_000);
    private static final int WARM_UP = 1_000;
    private static final long GROWTH_MAX_BYTES = 16L << 20;

    @Test
    void malformedRequestsAreRefusedWithoutAFailureAndNothingIsKeptOfThem() throws Exception {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        Spoiler spoiler = new Spoiler(new Random(26), live.keyword());
        ask(spoiler, WARM_UP);
        long before = usedBytes();

        // when
        Map<Integer, Integer> statuses = ask(spoiler, REQUESTS);

        // then
        assertThat(statuses.keySet()).isSubsetOf(200, 204, 400, 413, 415, 422);
        assertThat(statuses.get(400)).isGreaterThan(REQUESTS / 4);
        assertThat(usedBytes() - before).isLessThan(GROWTH_MAX_BYTES);
        assertThat(adRequest(live).body().path("ads")).hasSize(1);
    }

    private Map<Integer, Integer> ask(Spoiler spoiler, int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Integer>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean ours = i % 2 == 0;
            String path = ours ? "/v1/ad-requests" : "/openrtb2/bid";
            byte[] body = ours ? spoiler.adRequest() : spoiler.bidRequest();
            pending.add(pool.submit(() -> status(path, body)));
        }
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (Future<Integer> status : pending) {
            statuses.merge(status.get(), 1, Integer::sum);
        }
        pool.shutdown();
        return statuses;
    }

    private int status(String path, byte[] body) {
        return send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(body)),
                        "local-publisher")
                .status();
    }

    /** The least of a few: a collection leaves behind what was being used meanwhile. */
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
