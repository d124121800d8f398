package io.recount.ops.traffic;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final long RETRY_MS = 2_000;

    @Option(names = "--rate", description = "calm (5 ad requests/s) or rush (200/s).")
    private String rate = "calm";

    @Option(names = "--seed", description = "The same seed gives the same visitors.")
    private long seed = 42;

    @Option(names = "--state", description = "Where the advertisers are remembered.")
    private Path state = Path.of(".recount", "traffic.json");

    @Option(names = "--target", description = "command-api; default: RECOUNT_COMMAND_API_URL.")
    private String target =
            Optional.ofNullable(System.getenv("RECOUNT_COMMAND_API_URL"))
                    .orElse("http://127.0.0.1:8080");

    @Option(names = "--allow-remote", description = "Allows a target on another machine.")
    private boolean allowRemote;

    public static void main(String[] args) {
        System.exit(new CommandLine(new TrafficSimulator()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!allowRemote && !isLoopback(target)) {
            System.err.println("traffic: " + target + " is another machine; see --allow-remote");
            return 2;
        }
        Rate chosen = Rate.valueOf(rate.toUpperCase(Locale.ROOT));
        Client client = new Client(target);
        Advertisers advertisers = new Advertisers(client, state);
        Advertisers.Known known = bringIn(advertisers);
        Tally tally = new Tally();
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        Visitors visitors = new Visitors(client, clock, tally, chosen.inFlight(), seed);
        long periodNs = TimeUnit.SECONDS.toNanos(1) / chosen.perSecond();
        var searching =
                clock.scheduleAtFixedRate(
                        () -> visitors.search(known.clickRates()),
                        0,
                        periodNs,
                        TimeUnit.NANOSECONDS);
        report(advertisers, known, tally);
        searching.cancel(false);
        return 0;
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
