package io.recount.projections.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** The catalogue's keys in Redis. */
@Component
class Catalogue {
    private static final int FORGOTTEN_AT_ONCE = 500;

    private final RedisLink redis;
    private final EntryHash<CatalogueCampaign> campaigns;
    private final EntryHash<CatalogueAdvertiser> advertisers;
    private final EntryHash<CatalogueExperiment> experiments;

    /** Entries are read, changed and written back: by one thread at a time, and by no one else. */
    final ReentrantLock writing = new ReentrantLock();

    Catalogue(RedisLink redis) {
        this.redis = redis;
        this.campaigns =
                new EntryHash<>(
                        redis,
                        RedisKeys.CATALOGUE,
                        RedisKeys.CHANGED_CAMPAIGN,
                        CatalogueCampaign.class,
                        CatalogueCampaign::getPosition);
        this.advertisers =
                new EntryHash<>(
                        redis,
                        RedisKeys.CATALOGUE_ADVERTISERS,
                        RedisKeys.CHANGED_ADVERTISER,
                        CatalogueAdvertiser.class,
                        CatalogueAdvertiser::getPosition);
        this.experiments =
                new EntryHash<>(
                        redis,
                        RedisKeys.CATALOGUE_EXPERIMENTS,
                        RedisKeys.CHANGED_EXPERIMENT,
                        CatalogueExperiment.class,
                        CatalogueExperiment::getPosition);
    }

    boolean isReady() {
        return redis.await(redis.commands().exists(RedisKeys.CATALOGUE_READY)) > 0;
    }

    private void markReady() {
        redis.await(
                redis.commands()
                        .set(RedisKeys.CATALOGUE_READY, Instant.now().toString().getBytes(UTF_8)));
    }

    /** The entries that stand there. */
    Content load(Content.Keys keys) {
        Content content = new Content();
        content.campaigns().putAll(campaigns.load(keys.campaigns()));
        content.advertisers().putAll(advertisers.load(keys.advertisers()));
        content.experiments().putAll(experiments.load(keys.experiments()));
        return content;
    }

    /** Advertisers first: campaigns are in their zones. */
    void put(Content content) {
        advertisers.put(content.advertisers());
        experiments.put(content.experiments());
        campaigns.put(content.campaigns());
        List<RedisFuture<?>> answers = new ArrayList<>();
        content.ended()
                .forEach(
                        (campaignId, at) ->
                                answers.add(
                                        redis.commands()
                                                .zadd(
                                                        RedisKeys.CATALOGUE_ENDED,
                                                        (double) at.toEpochMilli(),
                                                        campaignId.getBytes(UTF_8))));
        redis.awaitAll(answers);
    }

    /** Puts this in place of everything. */
    void replace(Content whole) {
        put(whole);
        advertisers.keepOnly(whole.advertisers().keySet());
        experiments.keepOnly(whole.experiments().keySet());
        campaigns.keepOnly(whole.campaigns().keySet());
        markReady();
    }

    /** Removes campaigns that ended up to then. */
    void forgetEnded(Instant upTo) {
        List<byte[]> over;
        do {
            over =
                    redis.await(
                            redis.commands()
                                    .zrangebyscore(
                                            RedisKeys.CATALOGUE_ENDED,
                                            Range.create(0L, upTo.toEpochMilli()),
                                            Limit.from(FORGOTTEN_AT_ONCE)));
            if (!over.isEmpty()) {
                campaigns.remove(over.stream().map(id -> new String(id, UTF_8)).toList());
                redis.await(
                        redis.commands()
                                .zrem(RedisKeys.CATALOGUE_ENDED, over.toArray(byte[][]::new)));
            }
        } while (over.size() == FORGOTTEN_AT_ONCE);
    }
}
