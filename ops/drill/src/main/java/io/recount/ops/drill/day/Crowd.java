package io.recount.ops.drill.day;

import io.recount.ops.drill.day.Visits.Ad;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * People and bots, each drawn from a seed. A person looks at all that is shown and clicks little of
 * it. A bot that is found out, so that its clicks are refused, comes back as somebody else.
 */
final class Crowd implements AutoCloseable {
    private static final int PERSONS = 400;
    private static final long PAGE_EVERY_MS = 120;
    private static final double PERSON_CLICKS = 0.08;
    private static final long READING_MS = 1_200;
    private static final double MORE_READING_MS = 3_000;
    private static final int THREADS = 24;
    private static final long END_LIMIT_S = 60;

    private final Visits visits;
    private final List<String> words;
    private final SplittableRandom seeds;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean botsGone;
    private volatile boolean peopleGone;

    Crowd(Visits visits, List<String> words, SplittableRandom seeds) {
        this.visits = visits;
        this.words = words;
        this.seeds = seeds;
    }

    void start() {
        SplittableRandom people = seeds.split();
        again(() -> person(people), 0, PAGE_EVERY_MS);
        for (Click.Kind kind : Click.Kind.values()) {
            if (kind.isBot()) {
                Bot bot = new Bot(kind, visits, words, seeds.split());
                again(() -> act(bot), bot.startsAfterMs(), kind.everyMs());
            }
        }
    }

    private void again(Runnable work, long firstMs, long everyMs) {
        var unused =
                threads.scheduleWithFixedDelay(
                        () -> guarded(work), firstMs, everyMs, TimeUnit.MILLISECONDS);
    }

    /** No bot acts any more. */
    void sendBotsAway() {
        botsGone = true;
    }

    /** Returns when all that was begun is done. */
    void end() throws InterruptedException {
        botsGone = true;
        peopleGone = true;
        threads.shutdown();
        if (!threads.awaitTermination(END_LIMIT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Visitors do not end");
        }
        @Nullable Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A visitor's call failed", failed);
        }
    }

    /** At once. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void act(Bot bot) {
        if (!botsGone) {
            bot.page().forEach(click -> later(click::run, click.afterMs()));
        }
    }

    private void person(SplittableRandom random) {
        if (peopleGone) {
            return;
        }
        int who = random.nextInt(PERSONS);
        String word = words.get(random.nextInt(words.size()));
        double[] draws = random.doubles(2L * Click.Kind.PERSON.slots()).toArray();
        var caller =
                new Web.Caller("198.19.%d.%d".formatted(who % 250, 1 + who / 250), Web.BROWSER);
        threads.execute(() -> guarded(() -> look("person-" + who, caller, word, draws)));
    }

    private void look(String visitor, Web.Caller caller, String word, double[] draws) {
        List<Ad> clicked = new ArrayList<>();
        int slot = 0;
        for (Ad ad : visits.page(visitor, caller, word, Click.Kind.PERSON.slots())) {
            visits.show(ad, caller);
            if (draws[2 * slot] < PERSON_CLICKS) {
                clicked.add(ad);
            }
            slot++;
        }
        for (Ad ad : clicked) {
            later(() -> visits.click(ad, Click.Kind.PERSON, caller), reading(draws[2 * slot - 1]));
        }
    }

    /** As long as a person reads. */
    static long reading(double draw) {
        return READING_MS + Math.round(-Math.log(1 - draw) * MORE_READING_MS);
    }

    private void later(Runnable work, long afterMs) {
        var unused = threads.schedule(() -> guarded(work), afterMs, TimeUnit.MILLISECONDS);
    }

    /** A task that throws would not be run again, and nobody would know. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }
}
