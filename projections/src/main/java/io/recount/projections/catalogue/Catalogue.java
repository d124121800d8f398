package io.recount.projections.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.recount.event.CatalogueCampaign;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** The catalogue's keys in Redis. */
@Component
class Catalogue {
    private static final int ENTRIES_AT_ONCE = 500;

    private final RedisLink redis;

    /** Entries are read, changed and written back: by one thread at a time, and by no one else. */
    final ReentrantLock writing = new ReentrantLock();

    Catalogue(RedisLink redis) {
        this.redis = redis;
    }

    boolean isReady() {
        return redis.await(redis.commands().exists(RedisKeys.CATALOGUE_READY)) > 0;
    }

    void markReady() {
        redis.await(
                redis.commands()
                        .set(RedisKeys.CATALOGUE_READY, Instant.now().toString().getBytes(UTF_8)));
    }

    /** The entries of those campaigns that have one. */
    Map<String, CatalogueCampaign> load(Collection<String> campaignIds) {
        Map<String, CatalogueCampaign> entries = new HashMap<>();
        for (KeyValue<String, byte[]> field :
                redis.await(
                        redis.commands()
                                .hmget(RedisKeys.CATALOGUE, campaignIds.toArray(String[]::new)))) {
            if (field.hasValue()) {
                entries.put(
                        field.getKey(),
                        AvroCodec.decode(field.getValue(), CatalogueCampaign.class));
            }
        }
        return entries;
    }

    /**
     * Writes the entries, then announces each. An announcement may come twice, since a batch that
     * failed in between runs again; its position tells readers that they have it.
     */
    void put(Collection<CatalogueCampaign> entries) {
        List<CatalogueCampaign> all = List.copyOf(entries);
        for (int from = 0; from < all.size(); from += ENTRIES_AT_ONCE) {
            putAtOnce(all.subList(from, Math.min(all.size(), from + ENTRIES_AT_ONCE)));
        }
    }

    private void putAtOnce(List<CatalogueCampaign> entries) {
        RedisAsyncCommands<String, byte[]> commands = redis.commands();
        Map<String, byte[]> fields = new HashMap<>();
        entries.forEach(entry -> fields.put(entry.getCampaignId(), AvroCodec.encode(entry)));
        List<RedisFuture<?>> answers = new ArrayList<>();
        answers.add(commands.hset(RedisKeys.CATALOGUE, fields));
        for (CatalogueCampaign entry : entries) {
            answers.add(
                    commands.xadd(
                            RedisKeys.CATALOGUE_CHANGES,
                            XAddArgs.Builder.maxlen(RedisKeys.CATALOGUE_CHANGES_KEPT)
                                    .approximateTrimming(),
                            Map.of(
                                    "campaign",
                                    entry.getCampaignId().getBytes(UTF_8),
                                    "position",
                                    Long.toString(entry.getPosition()).getBytes(UTF_8))));
        }
        redis.awaitAll(answers);
    }

    /** Removes entries of campaigns that the log does not know. */
    void keepOnly(Collection<String> campaignIds) {
        List<String> strangers =
                new ArrayList<>(redis.await(redis.commands().hkeys(RedisKeys.CATALOGUE)));
        strangers.removeAll(campaignIds);
        if (!strangers.isEmpty()) {
            redis.await(
                    redis.commands().hdel(RedisKeys.CATALOGUE, strangers.toArray(String[]::new)));
        }
    }
}
