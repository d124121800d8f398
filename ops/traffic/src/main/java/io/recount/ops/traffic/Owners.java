package io.recount.ops.traffic;

import io.recount.ops.traffic.Advertisers.Known;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Those who advertise: one act after the other, on one thread. A change is made on what was read
 * just before; where someone was faster ({@code 412}) it is left.
 */
final class Owners {
    private static final long WON = 1_000_000;
    private static final long MOST_REFUND_WON = 50_000;
    private static final long MOST_DAILY_BUDGET_MICROS = 5_000_000 * WON;
    private static final double MOST_RAISE = 0.2;
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    private final Client commands;
    private final Client queries;
    private final ScheduledExecutorService later;
    private final Tally tally;
    private final SplittableRandom random;
    private final List<String> advertisers;
    private final List<String> campaigns;

    Owners(
            Client commands,
            Client queries,
            ScheduledExecutorService later,
            Tally tally,
            Known known,
            long seed) {
        this.commands = commands;
        this.queries = queries;
        this.later = later;
        this.tally = tally;
        this.random = new SplittableRandom(seed);
        this.advertisers = known.advertiserIds();
        this.campaigns = known.clickRates().keySet().stream().sorted().toList();
    }

    /** Wakes whatever a run that was cut off left paused. */
    void resumeAll() {
        campaigns.forEach(this::resume);
    }

    void act() {
        Act act = Act.draw(random);
        switch (act.kind()) {
            case PAUSE -> pause(one(campaigns, act), act.pauseMs());
            case RAISE -> raise(one(campaigns, act), act.share());
            case REFUND -> refund(one(advertisers, act), act.share());
        }
    }

    private static String one(List<String> ids, Act act) {
        return ids.get((int) (act.who() * ids.size()));
    }

    private void pause(String campaignId, long ms) {
        count(
                post("/v1/campaigns/" + campaignId + "/pause", Map.of("reason", "A short rest"))
                        .thenApply(
                                answer -> {
                                    if (answer.succeeded()) {
                                        var unused =
                                                later.schedule(
                                                        () -> resume(campaignId),
                                                        ms,
                                                        TimeUnit.MILLISECONDS);
                                    }
                                    return answer;
                                }));
    }

    private void resume(String campaignId) {
        count(post("/v1/campaigns/" + campaignId + "/resume", Map.of()));
    }

    private void raise(String campaignId, double share) {
        String path = "/v1/campaigns/" + campaignId;
        count(
                queries.get(path, Advertisers.KEY)
                        .thenCompose(
                                read -> {
                                    long budget = read.body().path("dailyBudgetMicros").asLong();
                                    if (!read.succeeded() || budget >= MOST_DAILY_BUDGET_MICROS) {
                                        return CompletableFuture.completedFuture(read);
                                    }
                                    return commands.patch(
                                            path,
                                            Advertisers.KEY,
                                            read.body().path("version").asLong(),
                                            Map.of("dailyBudgetMicros", raised(budget, share)));
                                }));
    }

    /** By a fifth at most, in whole won. */
    static long raised(long budgetMicros, double share) {
        long won = budgetMicros / WON;
        return (won + 1 + (long) (won * MOST_RAISE * share)) * WON;
    }

    private void refund(String advertiserId, double share) {
        long won = 1 + (long) (share * MOST_REFUND_WON);
        count(
                post(
                        "/v1/advertisers/" + advertiserId + "/refunds",
                        Map.of("amountMicros", won * WON, "reference", "traffic-refund")));
    }

    private CompletableFuture<Client.Answer> post(String path, Object body) {
        return commands.post(path, Advertisers.KEY, null, body);
    }

    /** That someone else was faster, or that it is so already, is no error. */
    private void count(CompletableFuture<Client.Answer> call) {
        var unused =
                call.handle(
                        (answer, failure) -> {
                            if (failure == null && answer.succeeded()) {
                                tally.acts.increment();
                            } else if (failure != null
                                    || (answer.status() != PRECONDITION_FAILED
                                            && answer.status() != CONFLICT)) {
                                tally.errors.increment();
                            }
                            return null;
                        });
    }
}
