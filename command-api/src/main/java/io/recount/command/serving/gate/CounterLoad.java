package io.recount.command.serving.gate;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.recount.command.Ids;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Reads the counters of all campaigns of the catalogue and of their advertisers into the mirror, in
 * pipelines.
 */
@Component
class CounterLoad {
    private static final int RECORDS_AT_ONCE = 1_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final RedisClient redis;
    private final SpendMirror mirror;

    CounterLoad(RedisClient redis, SpendMirror mirror) {
        this.redis = redis;
        this.mirror = mirror;
    }

    /**
     * @param anew what Redis holds counts, also where the mirror has a higher position
     * @param meanwhile run between two pipelines
     */
    void run(boolean anew, Runnable meanwhile) {
        long began = mirror.loadBegins();
        try (StatefulRedisConnection<String, String> connection = redis.connect()) {
            Set<String> campaigns = new HashSet<>(campaigns(connection));
            Set<String> advertisers = new HashSet<>();
            List<String> keys = new ArrayList<>();
            for (String campaign : campaigns) {
                keys.add(RedisKeys.campaignDay(campaign));
                if (advertisers.add(Ids.advertiserOf(campaign))) {
                    keys.add(RedisKeys.advertiserBalance(Ids.advertiserOf(campaign)));
                }
            }
            connection.setAutoFlushCommands(false);
            for (int from = 0; from < keys.size(); from += RECORDS_AT_ONCE) {
                List<String> part =
                        keys.subList(from, Math.min(keys.size(), from + RECORDS_AT_ONCE));
                for (CounterRecord record : read(connection, part)) {
                    if (anew) {
                        mirror.replace(record, began);
                    } else {
                        mirror.put(record);
                    }
                }
                meanwhile.run();
            }
            mirror.retain(campaigns, advertisers, began);
        }
    }

    private static List<String> campaigns(StatefulRedisConnection<String, String> connection) {
        return connection.sync().hkeys(RedisKeys.CATALOGUE);
    }

    private static List<CounterRecord> read(
            StatefulRedisConnection<String, String> connection, List<String> keys) {
        Map<String, RedisFuture<Map<String, String>>> answers = new LinkedHashMap<>();
        for (String key : keys) {
            answers.put(key, connection.async().hgetall(key));
        }
        connection.flushCommands();
        if (!LettuceFutures.awaitAll(
                ANSWER_WITHIN, answers.values().toArray(RedisFuture<?>[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer in " + ANSWER_WITHIN);
        }
        List<CounterRecord> records = new ArrayList<>(keys.size());
        answers.forEach(
                (key, answer) ->
                        CounterRecord.ofFields(
                                        key,
                                        LettuceFutures.awaitOrCancel(
                                                answer, 0, TimeUnit.NANOSECONDS))
                                .ifPresent(records::add));
        return records;
    }
}
