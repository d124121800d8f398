package io.recount.ops.traffic.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Visitors who look at pages with three ads and click now and then, some far more active than
 * others, and bots among them. People live in households, or share a carrier's few networks, and
 * one in ten tells no id; a bot that is one visitor sits in a network of people, who have done
 * nothing. Ads of a category are clicked more alike than others, and some clicks are followed by an
 * order, up to 30 hours later. What is sent arrives a little out of order, now and then minutes
 * late, and one impression in twenty never does.
 *
 * <p>Long because all of them draw from one random source, in one order.
 */
public final class VisitorTruth {
    private static final long MINUTE_MS = SurgeTruth.MINUTE_MS;
    private static final int VISITORS = 6_000;
    private static final int NETWORKS = 1_500;
    private static final int CARRIERS = 5;
    private static final int ONE_IN_A_CARRIER = 5;
    private static final int ONE_WITHOUT_ID = 10;
    private static final int PUBLISHERS = 20;
    private static final int SLOTS = 3;
    private static final int PAGES_A_MINUTE = 120;
    private static final double[] SLOT_EFFECT = {1, 0.6, 0.4};
    private static final double LOST = 0.05;
    private static final double MEAN_ORDER_DELAY_MS = 20.0 * MINUTE_MS;
    private static final double SLOW_ORDERS = 0.1;
    private static final long MOST_ORDER_DELAY_MS = 30 * 60L * MINUTE_MS;

    private final Ads ads;
    private final List<Bot> bots = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final SplittableRandom random;

    private final Arrivals arrivals;

    /** Orders, by when they are made. */
    private final PriorityQueue<Order> orders =
            new PriorityQueue<>(
                    Comparator.comparingLong(Order::atMs).thenComparing(Order::clickId));

    private final long minutes;
    private long number;

    /**
     * @param home network that it shares with people, where it is one visitor
     */
    private record Bot(BotKind kind, String name, String home, long fromMs, long toMs) {}

    /** Who is there, when a page is asked for. */
    private record Who(
            String visitor, String network, String publisher, String agent, String networkClass) {}

    public VisitorTruth(long seed, List<BotKind> kinds, int botsOfAKind, int ads, int hours) {
        random = new SplittableRandom(seed);
        minutes = hours * 60L;
        this.ads = new Ads(random, ads);
        arrivals = new Arrivals(random);
        for (BotKind kind : kinds) {
            for (int i = 0; i < botsOfAKind; i++) {
                bots.add(bot(kind, i));
            }
        }
    }

    private Bot bot(BotKind kind, int index) {
        String name = kind + "-" + index;
        long from = SurgeTruth.BEGAN_MS + random.nextLong(minutes * MINUTE_MS * 2 / 3);
        String home = network(random.nextInt(VISITORS));
        return new Bot(kind, name, home, from, from + 60 * MINUTE_MS);
    }

    public long minutes() {
        return minutes;
    }

    /** Of each source that is a bot's ({@code VISITOR/…}, {@code NETWORK/…}), which bot it is. */
    public Map<String, String> labels() {
        return Map.copyOf(labels);
    }

    public List<String> botNames() {
        return bots.stream().map(Bot::name).toList();
    }

    /** Of each campaign, what it is about. */
    public static Map<String, String> categories() {
        return Ads.categories();
    }

    /** How many of each ad's clicks of people are followed by an order. */
    public Map<String, Double> orderRates() {
        return ads.rates(Ads.Ad::orderRate);
    }

    /** How often each ad is clicked in the first slot. */
    public Map<String, Double> clickRates() {
        return ads.rates(Ads.Ad::clickRate);
    }

    /** What arrives in that minute, which follows the one that was asked for before. */
    public List<Seen> minute(long minute) {
        long fromMs = SurgeTruth.BEGAN_MS + minute * MINUTE_MS;
        int pages = Draws.poisson(random, PAGES_A_MINUTE);
        for (int i = 0; i < pages; i++) {
            person(fromMs + random.nextLong(MINUTE_MS));
        }
        for (Bot bot : bots) {
            if (fromMs >= bot.fromMs && fromMs < bot.toMs) {
                act(bot, fromMs);
            }
        }
        return arrivals.until(fromMs + MINUTE_MS);
    }

    /** What is ordered in that minute, as far as it was clicked in minutes asked for before. */
    public List<Order> orders(long minute) {
        long untilMs = SurgeTruth.BEGAN_MS + (minute + 1) * MINUTE_MS;
        List<Order> made = new ArrayList<>();
        while (!orders.isEmpty() && orders.peek().atMs() < untilMs) {
            made.add(orders.remove());
        }
        return made;
    }

    /** Squared: the most active tenth looks at a third of the pages. */
    private void person(long atMs) {
        double draw = random.nextDouble();
        int visitor = (int) (draw * draw * VISITORS);
        Who who =
                new Who(
                        visitor % ONE_WITHOUT_ID == 3 ? "" : "v" + visitor,
                        network(visitor),
                        "p" + random.nextInt(PUBLISHERS),
                        "BROWSER",
                        "PUBLIC");
        for (int slot = 1; slot <= SLOTS; slot++) {
            Ads.Ad ad = ads.any(random);
            String id = shown(ad, who, slot, atMs, random.nextDouble() < LOST);
            if (random.nextDouble() < ad.clickRate() * SLOT_EFFECT[slot - 1]) {
                long delayMs = 700 + (long) Draws.exponential(random, 4_000);
                clicked(ad, who, id, atMs, delayMs);
                order(ad, id, atMs + delayMs);
            }
        }
    }

    private void order(Ads.Ad ad, String clickId, long clickedAtMs) {
        if (random.nextDouble() < ad.orderRate()) {
            long delayMs =
                    random.nextDouble() < SLOW_ORDERS
                            ? random.nextLong(MOST_ORDER_DELAY_MS)
                            : (long) Draws.exponential(random, MEAN_ORDER_DELAY_MS);
            orders.add(
                    new Order(
                            clickId,
                            ad.id(),
                            ad.campaignId(),
                            ad.advertiserId(),
                            clickedAtMs,
                            clickedAtMs + delayMs));
        }
    }

    private static String network(int visitor) {
        return visitor % ONE_IN_A_CARRIER == 0
                ? "carrier" + visitor / ONE_IN_A_CARRIER % CARRIERS
                : "n" + visitor % NETWORKS;
    }

    private void act(Bot bot, long minuteMs) {
        switch (bot.kind) {
            case CRAWLER -> alone(bot, minuteMs, 0.3, "CRAWLER", "PUBLIC", 0.3, 3_000);
            case DATA_CENTRE -> alone(bot, minuteMs, 0.3, "BROWSER", "DATA_CENTRE", 0.3, 3_000);
            case FLOOD -> alone(bot, minuteMs, 12, "BROWSER", "PUBLIC", 0.9, 2_000);
            case FAST -> alone(bot, minuteMs, 0.5, "BROWSER", "PUBLIC", 0.5, 300);
            case EVERYTHING -> alone(bot, minuteMs, 0.4, "BROWSER", "PUBLIC", 1, 4_000);
            case METRONOME -> metronome(bot, minuteMs);
            case UNSEEN -> unseen(bot, minuteMs);
            case ROAMING -> roaming(bot, minuteMs);
            case ADDRESS -> address(bot, minuteMs);
            case FARM -> farm(bot, minuteMs);
            case PUBLISHER -> publisher(bot, minuteMs);
        }
    }

    /** One visitor with pages of one ad. */
    private void alone(
            Bot bot,
            long minuteMs,
            double pages,
            String agent,
            String networkClass,
            double clicks,
            long meanDelayMs) {
        Who who = bot(bot, bot.name, bot.home, agent, networkClass);
        for (int i = Draws.poisson(random, pages); i > 0; i--) {
            long atMs = minuteMs + random.nextLong(MINUTE_MS);
            page(
                    who,
                    atMs,
                    clicks,
                    100 + (long) Draws.exponential(random, (double) meanDelayMs),
                    false);
        }
    }

    private void metronome(Bot bot, long minuteMs) {
        Who who = bot(bot, bot.name, bot.home, "BROWSER", "PUBLIC");
        long atMs = minuteMs + 20_000 + (long) (1_500 * Draws.normal(random));
        page(who, atMs, 1, 3_000, false);
        page(who, atMs + 8_000, 0, 0, false);
    }

    private void unseen(Bot bot, long minuteMs) {
        if (random.nextDouble() < 0.25) {
            Who who = bot(bot, bot.name, bot.home, "BROWSER", "PUBLIC");
            long delayMs = 1_500 + (long) Draws.exponential(random, 4_000);
            page(who, minuteMs + random.nextLong(MINUTE_MS), 1, delayMs, true);
        }
    }

    private void roaming(Bot bot, long minuteMs) {
        if (random.nextDouble() < 0.8) {
            String network = "n" + random.nextInt(NETWORKS);
            Who who = bot(bot, bot.name, network, "BROWSER", "PUBLIC");
            page(who, minuteMs + random.nextLong(MINUTE_MS), 0.7, 3_000, false);
        }
    }

    private void address(Bot bot, long minuteMs) {
        labels.put("NETWORK/n" + bot.name, bot.name);
        String publisher = "p" + random.nextInt(PUBLISHERS);
        Who who = new Who("", "n" + bot.name, publisher, "BROWSER", "PUBLIC");
        long delayMs = 1_500 + (long) Draws.exponential(random, 4_000);
        page(who, minuteMs + random.nextLong(MINUTE_MS), 0.7, delayMs, false);
    }

    private void farm(Bot bot, long minuteMs) {
        labels.put("NETWORK/n" + bot.name, bot.name);
        String visitor = bot.name + "-" + random.nextInt(60);
        Who who = bot(bot, visitor, "n" + bot.name, "BROWSER", "PUBLIC");
        long delayMs = 1_500 + (long) Draws.exponential(random, 4_000);
        page(who, minuteMs + random.nextLong(MINUTE_MS), 0.7, delayMs, false);
    }

    private void publisher(Bot bot, long minuteMs) {
        labels.put("PUBLISHER/p" + bot.name, bot.name);
        String visitor = bot.name + "-" + random.nextInt(500);
        labels.put("VISITOR/" + visitor, bot.name);
        String network = "n" + random.nextInt(NETWORKS);
        Who who = new Who(visitor, network, "p" + bot.name, "BROWSER", "PUBLIC");
        long delayMs = 1_500 + (long) Draws.exponential(random, 4_000);
        page(who, minuteMs + random.nextLong(MINUTE_MS), 0.6, delayMs, false);
    }

    private Who bot(Bot bot, String visitor, String network, String agent, String networkClass) {
        labels.put("VISITOR/" + visitor, bot.name);
        return new Who(visitor, network, "p" + random.nextInt(PUBLISHERS), agent, networkClass);
    }

    private void page(Who who, long atMs, double clicks, long delayMs, boolean hidden) {
        Ads.Ad ad = ads.any(random);
        String id = shown(ad, who, 1, atMs, hidden);
        if (random.nextDouble() < clicks) {
            clicked(ad, who, id, atMs, delayMs);
        }
    }

    private String shown(Ads.Ad ad, Who who, int slot, long servedAtMs, boolean lost) {
        String id = ad.advertiserId() + "-k" + number++;
        if (!lost) {
            arrivals.send(
                    seen(false, ad, who, id, servedAtMs + random.nextLong(200), servedAtMs, slot));
        }
        return id;
    }

    private void clicked(Ads.Ad ad, Who who, String id, long servedAtMs, long delayMs) {
        arrivals.send(seen(true, ad, who, id, servedAtMs + delayMs, servedAtMs, 0));
    }

    private static Seen seen(
            boolean click, Ads.Ad ad, Who who, String id, long atMs, long servedAtMs, int slot) {
        return new Seen(
                click,
                id,
                ad.id(),
                ad.campaignId(),
                ad.advertiserId(),
                atMs,
                servedAtMs,
                slot,
                who.visitor,
                who.network,
                who.publisher,
                who.agent,
                who.networkClass);
    }
}
