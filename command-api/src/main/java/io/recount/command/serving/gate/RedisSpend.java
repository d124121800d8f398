package io.recount.command.serving.gate;

import io.lettuce.core.api.async.RedisAsyncCommands;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Asks Redis for single records while the mirror is not known to be current. */
@Component
class RedisSpend implements SpendLookup {
    /** More at once would queue behind one another, and time out together. */
    private static final int AT_ONCE = 8;

    private final SpendMirror mirror;
    private final QuickRedis redis;
    private final Freshness freshness;
    private final Semaphore places = new Semaphore(AT_ONCE);

    RedisSpend(SpendMirror mirror, QuickRedis redis, Freshness freshness) {
        this.mirror = mirror;
        this.redis = redis;
        this.freshness = freshness;
    }

    @Override
    public boolean isStale() {
        return freshness.isStale();
    }

    @Override
    public void refresh(ServingCampaign campaign) {
        if (!places.tryAcquire()) {
            return;
        }
        try {
            List<String> keys =
                    List.of(
                            RedisKeys.campaignDay(campaign.campaignId()),
                            RedisKeys.advertiserBalance(campaign.advertiserId()));
            List<CounterRecord> found = redis.ask(commands -> records(commands, keys));
            if (found != null) {
                found.forEach(mirror::put);
            }
        } finally {
            places.release();
        }
    }

    private static CompletionStage<List<CounterRecord>> records(
            RedisAsyncCommands<String, String> commands, List<String> keys) {
        CompletableFuture<Map<String, String>> first =
                commands.hgetall(keys.get(0)).toCompletableFuture();
        CompletableFuture<Map<String, String>> second =
                commands.hgetall(keys.get(1)).toCompletableFuture();
        return first.thenCombine(
                second,
                (day, balance) ->
                        Stream.of(
                                        CounterRecord.ofFields(keys.get(0), day),
                                        CounterRecord.ofFields(keys.get(1), balance))
                                .flatMap(Optional::stream)
                                .toList());
    }
}
