package io.recount.ops.traffic;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs until it is ended. Outages of the services are counted as errors and lived through; only to
 * this machine, unless another target is allowed by name.
 */
@Command(
        name = "traffic",
        description = "Simulates visitors and advertisers.",
        mixinStandardHelpOptions = true)
public final class TrafficSimulator implements Callable<Integer> {
    private static final long LINE_EVERY_MS = 5_000;
    private static final long TOP_UP_EVERY_MS = 600_000;
    private static final long ACT_EVERY_MS = 20_000;
    private static final long RETRY_MS = 2_000;

    @Option(
            names = "--rate",
            description = "calm (5 ad requests/s), rush (200/s) or attack (calm and bots).")
    private String rate = "calm";

    @Option(names = "--seed", description = "The same seed gives the same visitors.")
    private long seed = 42;

    @Option(names = "--state", description = "Where the advertisers are remembered.")
    private Path state = Path.of(".recount", "traffic.json");

    @Option(
            names = "--labels",
            description = "Where it is written down which clicks were a bot's, and of which kind.")
    private Path labels = Path.of(".recount", "traffic-labels.txt");

    @Option(names = "--target", description = "command-api; default: RECOUNT_COMMAND_API_URL.")
    private String target =
            Optional.ofNullable(System.getenv("RECOUNT_COMMAND_API_URL"))
                    .orElse("http://127.0.0.1:8080");

    @Option(
            names = "--query-target",
            description = "query-api, read before a change; default: RECOUNT_QUERY_API_URL.")
    private String queryTarget =
            Optional.ofNullable(System.getenv("RECOUNT_QUERY_API_URL"))
                    .orElse("http://127.0.0.1:8081");

    @Option(names = "--allow-remote", description = "Allows a target on another machine.")
    private boolean allowRemote;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TrafficSimulator()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        for (String url : List.of(target, queryTarget)) {
            if (!allowRemote && !isLoopback(url)) {
                System.err.println("traffic: " + url + " is another machine; see --allow-remote");
                return 2;
            }
        }
        Rate chosen = Rate.valueOf(rate.toUpperCase(Locale.ROOT));
        Client client = new Client(target);
        Client queries = new Client(queryTarget);
        Advertisers advertisers = new Advertisers(client, state);
        Advertisers.Known known = bringIn(advertisers);
        Tally tally = new Tally();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        Visitors visitors = new Visitors(client, clock, tally, chosen.inFlight(), seed);
        Owners owners = new Owners(client, queries, clock, tally, known, seed);
        var searching = search(clock, chosen, () -> visitors.search(known.clickRates()));
        if (chosen == Rate.ATTACK) {
            attack(clock, new Attackers(client, clock, tally, new Labels(labels), seed));
        }
        owners.resumeAll();
        var acting =
                clock.scheduleAtFixedRate(
                        owners::act, ACT_EVERY_MS, ACT_EVERY_MS, TimeUnit.MILLISECONDS);
        report(advertisers, known, tally);
        searching.cancel(false);
        acting.cancel(false);
        return 0;
    }

    private static Future<?> search(ScheduledExecutorService clock, Rate rate, Runnable search) {
        Ramp ramp = rate.ramp();
        long beganNs = System.nanoTime();
        return clock.scheduleAtFixedRate(
                () -> {
                    if (ramp.lets(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs))) {
                        search.run();
                    }
                },
                0,
                TimeUnit.SECONDS.toNanos(1) / rate.perSecond(),
                TimeUnit.NANOSECONDS);
    }

    private static void attack(ScheduledExecutorService clock, Attackers attackers) {
        AtomicLong second = new AtomicLong();
        var unused =
                clock.scheduleAtFixedRate(
                        () -> attackers.act(second.getAndIncrement()), 1, 1, TimeUnit.SECONDS);
    }

    private static void report(Advertisers advertisers, Advertisers.Known known, Tally tally)
            throws InterruptedException {
        long toppedUpNs = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            Thread.sleep(LINE_EVERY_MS);
            System.out.println(tally.line());
            if (System.nanoTime() - toppedUpNs > TimeUnit.MILLISECONDS.toNanos(TOP_UP_EVERY_MS)) {
                toppedUpNs = System.nanoTime();
                topUp(advertisers, known);
            }
        }
    }

    private static void topUp(Advertisers advertisers, Advertisers.Known known) {
        try {
            if (!advertisers.topUp(known)) {
                // The supervisor starts it again, and it brings its market in anew.
                throw new IllegalStateException(
                        "the server does not know the advertisers any more");
            }
        } catch (IllegalStateException e) {
            System.out.println("top-up failed, tried again later: " + e.getMessage());
        }
    }

    private static Advertisers.Known bringIn(Advertisers advertisers) throws InterruptedException {
        while (true) {
            try {
                return advertisers.bringIn();
            } catch (java.io.IOException | IllegalStateException e) {
                System.out.println("not yet: " + e.getMessage());
                Thread.sleep(RETRY_MS);
            }
        }
    }

    static boolean isLoopback(String url) {
        try {
            String host = URI.create(url).getHost();
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException | IllegalArgumentException e) {
            return false;
        }
    }
}
