package io.recount.ops.drill.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.local.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that search and click what they are shown, as fast as they are answered, until told to
 * stop. Each attempt goes into the {@link AnswerBook}. A click that got no answer is told again, to
 * any instance, until it gets one; some are told twice although they got one, or twice at once.
 */
public final class Load implements AutoCloseable {
    private static final double HOT = 0.5;
    private static final double TOLD_AGAIN = 0.08;
    private static final double TOLD_TWICE_AT_ONCE = 0.04;
    private static final long NOTHING_SHOWN_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long NO_ANSWER_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SETTLE_LIMIT_NS = TimeUnit.SECONDS.toNanos(90);

    private final List<CommandApi> instances;
    private final Routing routing;
    private final Market market;
    private final AnswerBook book;
    private final ExecutorService clients;
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private final Queue<Click> unanswered = new ConcurrentLinkedQueue<>();
    private final AtomicLong clicks = new AtomicLong();
    private final LongAdder answers = new LongAdder();
    private final LongAdder charged = new LongAdder();
    private final LongAdder withoutAnswer = new LongAdder();
    private volatile boolean stopped;

    /** Which instance a client calls. */
    public enum Routing {
        /** Any, each time; so a click comes to several. */
        ANY,
        /** Each client has its own, so one that stalls holds up its own clients only. */
        OWN
    }

    /** A click that somebody makes. */
    private record Click(long number, String campaignId, String token) {}

    public Load(List<CommandApi> instances, Routing routing, Market market, AnswerBook book) {
        this.instances = List.copyOf(instances);
        this.routing = routing;
        this.market = market;
        this.book = book;
        this.clients = Executors.newCachedThreadPool();
    }

    /** Sends the clients off, each with a seed of its own, to rest so long between searches. */
    public void start(int count, Duration rest, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            Client client = new Client(instances.get(i % instances.size()), seeds.split());
            running.add(CompletableFuture.runAsync(() -> run(client, rest), clients));
        }
    }

    public long clicks() {
        return clicks.get();
    }

    public long answers() {
        return answers.sum();
    }

    /** Clicks that this load was told are charged. */
    public long charged() {
        return charged.sum();
    }

    public long withoutAnswer() {
        return withoutAnswer.sum();
    }

    private void run(Client client, Duration rest) {
        while (!stopped) {
            Click open = unanswered.poll();
            if (open != null) {
                tell(open, client.instance());
            }
            for (Click click : search(client)) {
                makeClick(click, client);
            }
            LockSupport.parkNanos(rest.toNanos());
        }
    }

    private List<Click> search(Client client) {
        String word = client.random.nextDouble() < HOT ? market.hotWord() : market.coldWord();
        Map<String, Object> body =
                Map.of(
                        "query",
                        word,
                        "slots",
                        market.campaigns(word),
                        "user",
                        Map.of("id", UUID.randomUUID().toString()),
                        "geo",
                        Map.of("country", "KR"));
        List<Click> shown = new ArrayList<>();
        try {
            CommandApi.Answer answer =
                    client.instance().post("/v1/ad-requests", Settings.PUBLISHER_KEY, body);
            for (JsonNode ad : answer.body().path("ads")) {
                shown.add(
                        new Click(
                                clicks.incrementAndGet(),
                                ad.path("campaignId").asText(),
                                ad.path("token").asText()));
            }
        } catch (IOException e) {
            // Nothing was shown: nothing can be clicked.
        }
        if (shown.isEmpty()) {
            LockSupport.parkNanos(NOTHING_SHOWN_PAUSE_NS);
        }
        return shown;
    }

    private void makeClick(Click click, Client client) {
        CommandApi one = client.instance();
        double kind = client.random.nextDouble();
        if (kind < TOLD_TWICE_AT_ONCE) {
            CommandApi other = client.instance();
            CompletableFuture<Void> second =
                    CompletableFuture.runAsync(() -> tell(click, other), clients);
            tell(click, one);
            second.join();
        } else if (tell(click, one) && kind < TOLD_TWICE_AT_ONCE + TOLD_AGAIN) {
            tell(click, client.instance());
        }
    }

    /** Whether an answer came; a click without one is told again later. */
    private boolean tell(Click click, CommandApi instance) {
        Attempt attempt = attempt(click, instance);
        book.add(attempt);
        if (!attempt.isAnswered()) {
            withoutAnswer.increment();
            unanswered.add(click);
            LockSupport.parkNanos(NO_ANSWER_PAUSE_NS);
            return false;
        }
        answers.increment();
        if (attempt.isDecision() && attempt.chargedMicros() > 0) {
            charged.increment();
        }
        return true;
    }

    private static Attempt attempt(Click click, CommandApi instance) {
        long sentNs = System.nanoTime();
        try {
            CommandApi.Answer answer =
                    instance.post(
                            "/v1/clicks", Settings.OPERATOR_KEY, Map.of("token", click.token()));
            long endedNs = System.nanoTime();
            return answer.status() == 200
                    ? read(click, sentNs, endedNs, answer.body())
                    : Attempt.without(
                            click.number(), click.campaignId(), sentNs, endedNs, answer.status());
        } catch (IOException e) {
            return Attempt.without(
                    click.number(), click.campaignId(), sentNs, System.nanoTime(), 0);
        }
    }

    private static Attempt read(Click click, long sentNs, long endedNs, JsonNode body) {
        return new Attempt(
                click.number(),
                click.campaignId(),
                sentNs,
                endedNs,
                200,
                body.path("clickId").asText(),
                body.path("outcome").asText(),
                body.path("chargedMicros").asLong(),
                body.path("firstOutcome").asText(null),
                body.path("firstChargedMicros").asLong(),
                body.path("position").asLong());
    }

    /** Ends the clients, and has every click without an answer told until it has one. */
    public void settle() {
        stopped = true;
        join(running);
        long limitNs = System.nanoTime() + SETTLE_LIMIT_NS;
        List<CompletableFuture<Void>> settling = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            CommandApi instance = instances.get(i % instances.size());
            settling.add(CompletableFuture.runAsync(() -> settle(instance, limitNs), clients));
        }
        join(settling);
    }

    private void settle(CommandApi instance, long limitNs) {
        for (Click open = unanswered.poll(); open != null; open = unanswered.poll()) {
            if (!tell(open, instance) && System.nanoTime() > limitNs) {
                throw new IllegalStateException("No answer to " + open + " in 90 s");
            }
        }
    }

    private static void join(List<CompletableFuture<Void>> all) {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private final class Client {
        private final CommandApi own;
        private final SplittableRandom random;

        Client(CommandApi own, SplittableRandom random) {
            this.own = own;
            this.random = random;
        }

        CommandApi instance() {
            return routing == Routing.OWN ? own : instances.get(random.nextInt(instances.size()));
        }
    }

    @Override
    public void close() {
        stopped = true;
        clients.shutdownNow();
    }
}
