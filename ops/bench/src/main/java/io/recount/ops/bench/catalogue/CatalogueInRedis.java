package io.recount.ops.bench.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.event.CatalogueCampaign;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Writes what {@link CatalogueMaker} makes, as projections would. */
public final class CatalogueInRedis implements AutoCloseable {
    private static final int AT_ONCE = 500;
    private static final int ANSWER_SECONDS = 30;

    private final CatalogueMaker maker;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;

    public CatalogueInRedis(CatalogueMaker maker, String redisUrl) {
        this.maker = maker;
        client = RedisClient.create(redisUrl);
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }

    /** All of it, counters too, with its ready marks. */
    public void writeAll(Instant at) {
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        for (int from = 0; from < maker.advertisers(); from += AT_ONCE) {
            Map<String, byte[]> entries = new HashMap<>();
            List<RedisFuture<?>> answers = new ArrayList<>();
            for (int i = from; i < Math.min(maker.advertisers(), from + AT_ONCE); i++) {
                var advertiser = maker.advertiser(i);
                entries.put(advertiser.getAdvertiserId(), AvroCodec.encode(advertiser));
                answers.add(put(maker.balance(i)));
            }
            answers.add(redis.hset(RedisKeys.CATALOGUE_ADVERTISERS, entries));
            await(answers);
        }
        for (int from = 0; from < maker.campaigns(); from += AT_ONCE) {
            Map<String, byte[]> entries = new HashMap<>();
            List<RedisFuture<?>> answers = new ArrayList<>();
            for (int i = from; i < Math.min(maker.campaigns(), from + AT_ONCE); i++) {
                CatalogueCampaign campaign = maker.campaign(i, 0);
                entries.put(campaign.getCampaignId(), AvroCodec.encode(campaign));
                answers.add(put(maker.spend(campaign, at)));
            }
            answers.add(redis.hset(RedisKeys.CATALOGUE, entries));
            await(answers);
        }
        await(
                List.of(
                        redis.set(RedisKeys.CATALOGUE_READY, "1".getBytes(UTF_8)),
                        redis.set(RedisKeys.COUNTERS_READY, "1".getBytes(UTF_8))));
    }

    private RedisFuture<?> put(CounterRecord record) {
        Map<String, byte[]> fields = new HashMap<>();
        record.values().forEach((name, value) -> fields.put(name, text(value)));
        fields.put("position", text(record.position()));
        return connection.async().hset(record.key(), fields);
    }

    /** Another revision of a campaign, announced. */
    public void change(int campaign, int revision) {
        CatalogueCampaign changed = maker.campaign(campaign, revision);
        RedisAsyncCommands<String, byte[]> redis = connection.async();
        String id = changed.getCampaignId();
        await(
                List.of(
                        redis.hset(RedisKeys.CATALOGUE, id, AvroCodec.encode(changed)),
                        redis.xadd(
                                RedisKeys.CATALOGUE_CHANGES,
                                XAddArgs.Builder.maxlen(RedisKeys.CATALOGUE_CHANGES_KEPT)
                                        .approximateTrimming(),
                                Map.of(
                                        RedisKeys.CHANGED_CAMPAIGN,
                                        id.getBytes(UTF_8),
                                        "position",
                                        text(changed.getPosition())))));
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    private static void await(List<? extends RedisFuture<?>> answers) {
        if (!LettuceFutures.awaitAll(
                ANSWER_SECONDS, TimeUnit.SECONDS, answers.toArray(RedisFuture<?>[]::new))) {
            throw new IllegalStateException("Redis does not answer");
        }
        answers.forEach(answer -> LettuceFutures.awaitOrCancel(answer, 0, TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
