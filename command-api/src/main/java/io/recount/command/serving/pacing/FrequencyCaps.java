package io.recount.command.serving.pacing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.Pushed;
import io.recount.command.serving.gate.QuickRedis;
import io.recount.event.FrequencyCap;
import io.recount.redis.RedisKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How often a visitor was shown a campaign in the last hours: at most {@code impressions} in any
 * {@code perHours}. Redis keeps the last so many instants of each visitor and campaign, until they
 * are too old to count; the oldest of them decides.
 *
 * <p>Redis is asked about a visitor once. From then on what instances show is pushed to all of them
 * as it is written, so those who come back, as most do, are known here and cost no round trip; a
 * connection that begins anew has missed something, and each visitor is asked about again. What
 * this instance showed itself it remembers in any case: that decides without Redis where it is
 * enough, and alone where Redis is slow or away.
 */
@Component
public class FrequencyCaps implements Pushed {
    /** Instants remembered here of all visitors and campaigns together: 50 to 70 MB. */
    private static final int REMEMBERED_MAX = 1_000_000;

    private static final long WRITE_EVERY_MS = 20;

    /** Impressions of one call, and those that wait for one. */
    private static final int WRITTEN_AT_ONCE = 100;

    private static final int WAITING_MAX = 20_000;

    /**
     * Of each key the campaign, the instant, how many of them count, and the cap's life in ms;
     * before them how many campaigns a key holds, a channel, and what is pushed there.
     */
    private static final String SHOWN =
            """
            for i, key in ipairs(KEYS) do
              local campaign, at = ARGV[4 * i], ARGV[4 * i + 1]
              local allowed, life = tonumber(ARGV[4 * i + 2]), tonumber(ARGV[4 * i + 3])
              local instants = {at}
              for before in string.gmatch(redis.call('HGET', key, campaign) or '', '%d+') do
                if #instants < allowed then instants[#instants + 1] = before end
              end
              if redis.call('HLEN', key) >= tonumber(ARGV[1]) then redis.call('DEL', key) end
              redis.call('HSET', key, campaign, table.concat(instants, ','))
              redis.call('PEXPIRE', key, math.max(redis.call('PTTL', key), life))
            end
            redis.call('PUBLISH', ARGV[2], ARGV[3])
            return redis.status_reply('OK')""";

    private final QuickRedis redis;
    private final Counter refusals;
    private final Counter asked;
    private final Counter alone;
    private final Counter dropped;
    private final String instance = UUID.randomUUID().toString();
    private final BlockingQueue<Impression> waiting = new LinkedBlockingQueue<>(WAITING_MAX);

    /** Counts the connections on which pushes come. */
    private final AtomicInteger connection = new AtomicInteger();

    /** Nothing expires in it: then reads need not be kept book of. */
    private final Cache<String, Visitor> visitors =
            Caffeine.newBuilder()
                    .executor(Runnable::run)
                    .maximumWeight(REMEMBERED_MAX)
                    .weigher((String id, Visitor visitor) -> visitor.weight())
                    .build();

    public FrequencyCaps(QuickRedis redis, MeterRegistry meters) {
        this.redis = redis;
        this.refusals =
                Counter.builder("recount.frequency.capped")
                        .description("Campaigns that matched and that the visitor saw enough of")
                        .register(meters);
        this.asked =
                Counter.builder("recount.frequency.asked")
                        .description("Requests that asked Redis about a visitor not known here")
                        .register(meters);
        this.alone =
                Counter.builder("recount.frequency.local")
                        .description("Requests whose caps were decided without Redis's answer")
                        .register(meters);
        this.dropped =
                Counter.builder("recount.frequency.dropped")
                        .description("Impressions that Redis, and so other instances, never count")
                        .register(meters);
    }

    /**
     * Ids of those of the campaigns, all of which have a cap, that the visitor has seen often
     * enough. Somebody unknown is never capped.
     */
    public Set<String> capped(@Nullable String visitor, List<ServingCampaign> withCap, Instant at) {
        if (visitor == null || withCap.isEmpty()) {
            return Set.of();
        }
        Visitor known = visitors.getIfPresent(visitor);
        Set<String> capped = known == null ? Set.of() : capped(known, withCap, at);
        if (capped.size() < withCap.size()
                && (known == null || !known.isToldIn(connection.get()))) {
            capped = capped(ask(visitor), withCap, at);
        }
        refusals.increment(capped.size());
        return capped;
    }

    private static Set<String> capped(Visitor visitor, List<ServingCampaign> withCap, Instant at) {
        if (visitor.shown().isEmpty()) {
            return Set.of();
        }
        Set<String> capped = new HashSet<>();
        for (ServingCampaign campaign : withCap) {
            if (visitor.reaches(cap(campaign), campaign.campaignId(), at)) {
                capped.add(campaign.campaignId());
            }
        }
        return capped;
    }

    private static FrequencyCap cap(ServingCampaign campaign) {
        return Objects.requireNonNull(campaign.frequencyCap());
    }

    /** What Redis has of the visitor, and what is here; only that where there is no answer. */
    private Visitor ask(String visitor) {
        int now = connection.get();
        // So that what is pushed while the answer is on its way has somebody to go to.
        Visitor held = visitors.asMap().putIfAbsent(visitor, Visitor.NEW);
        asked.increment();
        Map<String, String> fields =
                redis.ask(commands -> commands.hgetall(RedisKeys.frequencyCaps(visitor)));
        if (fields == null) {
            alone.increment();
            return held == null ? Visitor.NEW : held;
        }
        Visitor told = Visitor.told(now, fields);
        return Objects.requireNonNull(visitors.asMap().merge(visitor, told, Visitor::and));
    }

    /** The visitor was, or is about to be, shown an ad of the campaign. */
    public void shown(@Nullable String visitor, ServingCampaign campaign, Instant at) {
        FrequencyCap cap = campaign.frequencyCap();
        if (visitor == null || cap == null) {
            return;
        }
        Impression impression = Impression.of(visitor, campaign.campaignId(), at, cap);
        visitors.asMap()
                .compute(
                        visitor,
                        (id, held) -> (held == null ? Visitor.NEW : held).with(impression, false));
        if (!waiting.offer(impression)) {
            dropped.increment();
        }
    }

    @Override
    public String channel() {
        return RedisKeys.CAPPED_IMPRESSIONS;
    }

    /** What others showed to visitors that are known here. */
    @Override
    public void heard(String message) {
        if (message.startsWith(instance)) {
            return;
        }
        message.lines()
                .skip(1)
                .flatMap(line -> Impression.ofLine(line).stream())
                .forEach(
                        shown ->
                                visitors.asMap()
                                        .computeIfPresent(
                                                shown.visitor(),
                                                (id, held) -> held.with(shown, true)));
    }

    @Override
    public void missed() {
        connection.incrementAndGet();
    }

    /** What was shown here becomes known to the others, many impressions with one command. */
    @Scheduled(fixedDelay = WRITE_EVERY_MS)
    void write() {
        List<Impression> batch = new ArrayList<>();
        while (waiting.drainTo(batch, WRITTEN_AT_ONCE) > 0) {
            String[] keys = new String[batch.size()];
            List<String> arguments = new ArrayList<>(3 + 4 * keys.length);
            StringBuilder message = new StringBuilder(instance);
            arguments.add(Integer.toString(Visitor.CAMPAIGNS_MAX));
            arguments.add(RedisKeys.CAPPED_IMPRESSIONS);
            arguments.add(""); // The message, once it is whole.
            for (int i = 0; i < keys.length; i++) {
                Impression shown = batch.get(i);
                keys[i] = RedisKeys.frequencyCaps(shown.visitor());
                arguments.add(shown.campaignId());
                arguments.add(Long.toString(shown.atMs()));
                arguments.add(Integer.toString(shown.allowed()));
                arguments.add(Long.toString(shown.lifeMs()));
                message.append('\n').append(shown.line());
            }
            arguments.set(2, message.toString());
            redis.tell(
                    commands ->
                            commands.eval(
                                    SHOWN,
                                    ScriptOutputType.STATUS,
                                    keys,
                                    arguments.toArray(String[]::new)));
            batch.clear();
        }
    }
}
