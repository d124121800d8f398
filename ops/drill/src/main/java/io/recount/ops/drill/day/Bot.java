package io.recount.ops.drill.day;

import io.recount.ops.drill.day.Visits.Ad;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One bot after the other, of one kind. Each has a network of its own, or many. */
final class Bot {
    private static final String CRAWLER =
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    private static final int FARM_VISITORS = 40;
    private static final double FARM_CLICKS = 0.8;
    private static final int HIDDEN_CLICKS = 2;
    private static final int NETWORKS_OF_A_KIND = 24;
    private static final List<Click.Kind> KINDS = List.of(Click.Kind.values());

    /** Refused so often in a row, it knows. */
    private static final int FOUND_OUT = 2;

    private final Click.Kind kind;
    private final Visits visits;
    private final List<String> words;
    private final SplittableRandom random;
    private final Set<String> clickedAds = new HashSet<>();
    private int life;
    private int clicks;
    private int refused;

    /** A click that it is about to make. */
    record Intent(Bot bot, Ad ad, Web.Caller caller, long afterMs, int life) {
        void run() {
            bot.answered(life, bot.visits.click(ad, bot.kind, caller));
        }
    }

    Bot(Click.Kind kind, Visits visits, List<String> words, SplittableRandom random) {
        this.kind = kind;
        this.visits = visits;
        this.words = words;
        this.random = random;
    }

    /** Not all at the same moment. */
    long startsAfterMs() {
        return random.nextInt(kind.everyMs());
    }

    /** Asks for a page, and says what it will click. */
    synchronized List<Intent> page() {
        int one = random.nextInt(FARM_VISITORS);
        double draw = random.nextDouble();
        long delayMs = delayMs(random.nextDouble());
        String word = words.get(random.nextInt(words.size()));
        String agent = kind == Click.Kind.CRAWLER ? CRAWLER : Web.BROWSER;
        var caller = new Web.Caller(address(one), agent);
        String visitor = kind + "-" + life + (kind == Click.Kind.FARM ? "-" + one : "");
        List<Ad> ads = visits.page(visitor, caller, word, kind.slots());
        long servedNs = System.nanoTime();
        if (kind != Click.Kind.UNSEEN) {
            ads.forEach(ad -> visits.show(ad, caller));
        }
        if (ads.isEmpty() || (kind == Click.Kind.FARM && draw >= FARM_CLICKS)) {
            return List.of();
        }
        Ad ad = fresh(ads);
        clickedAds.add(ad.adId());
        clicks++;
        long shownMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - servedNs);
        return List.of(new Intent(this, ad, caller, Math.max(0, delayMs - shownMs), life));
    }

    /** One that it has not clicked yet, if there is one: a repeat is refused anyway. */
    private Ad fresh(List<Ad> ads) {
        return ads.stream()
                .filter(ad -> !clickedAds.contains(ad.adId()))
                .findFirst()
                .orElse(ads.get(0));
    }

    /** Since it was served. */
    private long delayMs(double draw) {
        return switch (kind) {
            case FAST -> 250;
            case METRONOME -> 2_000;
            default -> Crowd.reading(draw);
        };
    }

    /** Of networks for tests (RFC 2544), so nobody's. */
    private String address(int one) {
        int network = NETWORKS_OF_A_KIND * KINDS.indexOf(kind) % 240 + life % NETWORKS_OF_A_KIND;
        return switch (kind) {
            case FARM -> "198.18.%d.%d".formatted(network, 1 + one);
            case ROAMING -> "198.18.%d.200".formatted((11 * clicks + life) % 240);
            default -> "198.18.%d.1".formatted(network);
        };
    }

    private synchronized void answered(int thatLife, Click click) {
        if (thatLife != life) {
            return;
        }
        refused = click.isHeld() ? refused + 1 : 0;
        boolean used = kind == Click.Kind.HIDDEN && clicks >= HIDDEN_CLICKS;
        if (used || refused >= FOUND_OUT) {
            life++;
            clicks = 0;
            refused = 0;
            clickedAds.clear();
        }
    }
}
