package io.recount.projections.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecord;

/**
 * One of the catalogue's hashes, every change of which is announced on the catalogue's stream.
 *
 * @param kind of its entries, in announcements
 */
record EntryHash<T extends SpecificRecord>(
        RedisLink redis, String key, String kind, Class<T> type, ToLongFunction<T> position) {
    private static final int ENTRIES_AT_ONCE = 500;

    /** Of an entry that has gone. */
    private static final long NO_POSITION = 0;

    /** The entries that stand there. */
    Map<String, T> load(Collection<String> ids) {
        Map<String, T> entries = new HashMap<>();
        if (ids.isEmpty()) {
            return entries;
        }
        for (KeyValue<String, byte[]> field :
                redis.await(redis.commands().hmget(key, ids.toArray(String[]::new)))) {
            if (field.hasValue()) {
                entries.put(field.getKey(), AvroCodec.decode(field.getValue(), type));
            }
        }
        return entries;
    }

    /**
     * Writes the entries, then announces each. An announcement may come twice, since a batch that
     * failed in between runs again; its position tells readers that they have it.
     */
    void put(Map<String, T> entries) {
        List<Map.Entry<String, T>> all = List.copyOf(entries.entrySet());
        for (int from = 0; from < all.size(); from += ENTRIES_AT_ONCE) {
            putAtOnce(all.subList(from, Math.min(all.size(), from + ENTRIES_AT_ONCE)));
        }
    }

    private void putAtOnce(List<Map.Entry<String, T>> entries) {
        Map<String, byte[]> fields = new HashMap<>();
        entries.forEach(entry -> fields.put(entry.getKey(), AvroCodec.encode(entry.getValue())));
        List<RedisFuture<?>> answers = new ArrayList<>();
        answers.add(redis.commands().hset(key, fields));
        entries.forEach(
                entry ->
                        answers.add(
                                announce(entry.getKey(), position.applyAsLong(entry.getValue()))));
        redis.awaitAll(answers);
    }

    /** Removes entries of which the log knows nothing. */
    void keepOnly(Collection<String> ids) {
        List<String> strangers = new ArrayList<>(redis.await(redis.commands().hkeys(key)));
        strangers.removeAll(ids);
        remove(strangers);
    }

    void remove(Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        RedisAsyncCommands<String, byte[]> commands = redis.commands();
        List<RedisFuture<?>> answers = new ArrayList<>();
        answers.add(commands.hdel(key, ids.toArray(String[]::new)));
        ids.forEach(id -> answers.add(announce(id, NO_POSITION)));
        redis.awaitAll(answers);
    }

    private RedisFuture<String> announce(String id, long at) {
        return redis.commands()
                .xadd(
                        RedisKeys.CATALOGUE_CHANGES,
                        XAddArgs.Builder.maxlen(RedisKeys.CATALOGUE_CHANGES_KEPT)
                                .approximateTrimming(),
                        Map.of(
                                kind,
                                id.getBytes(UTF_8),
                                "position",
                                Long.toString(at).getBytes(UTF_8)));
    }
}
