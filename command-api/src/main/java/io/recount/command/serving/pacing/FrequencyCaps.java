package io.recount.command.serving.pacing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.QuickRedis;
import io.recount.event.FrequencyCap;
import io.recount.redis.RedisKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How often a visitor was shown a campaign in the last hours: at most {@code impressions} in any
 * {@code perHours}. Redis keeps the last so many instants of each visitor and campaign, until they
 * are too old to count; the oldest of them decides. This instance remembers what it showed itself:
 * that decides without Redis where it is enough, and alone where Redis is slow or away.
 */
@Component
public class FrequencyCaps {
    /** Instants remembered here of all visitors and campaigns together: 10 to 50 MB. */
    private static final int REMEMBERED_MAX = 1_000_000;

    /** Campaigns that Redis is asked about at once; those in front of the auction come first. */
    private static final int ASKED_MAX = 100;

    /** Campaigns that Redis remembers of one visitor; one more, and it begins anew. */
    private static final int CAMPAIGNS_MAX = 1_000;

    private static final long WRITE_EVERY_MS = 20;

    /** Impressions of one call, and those that wait for one. */
    private static final int WRITTEN_AT_ONCE = 100;

    private static final int WAITING_MAX = 20_000;

    /** Of each key the campaign, the instant, how many of them count, and the cap's life in ms. */
    private static final String SHOWN =
            """
            for i, key in ipairs(KEYS) do
              local campaign, at = ARGV[4 * i - 2], ARGV[4 * i - 1]
              local allowed, life = tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
              local instants = {at}
              for before in string.gmatch(redis.call('HGET', key, campaign) or '', '%d+') do
                if #instants < allowed then instants[#instants + 1] = before end
              end
              if redis.call('HLEN', key) >= tonumber(ARGV[1]) then redis.call('DEL', key) end
              redis.call('HSET', key, campaign, table.concat(instants, ','))
              redis.call('PEXPIRE', key, math.max(redis.call('PTTL', key), life))
            end
            return redis.status_reply('OK')""";

    private final QuickRedis redis;
    private final Counter refusals;
    private final Counter alone;
    private final Counter dropped;
    private final BlockingQueue<Impression> waiting = new LinkedBlockingQueue<>(WAITING_MAX);

    private final Cache<Seen, Instants> shown =
            Caffeine.newBuilder()
                    .executor(Runnable::run)
                    .maximumWeight(REMEMBERED_MAX)
                    .weigher((Seen seen, Instants instants) -> instants.newestFirst.length)
                    .expireAfter(Expiry.writing((Seen seen, Instants instants) -> instants.life))
                    .build();

    public FrequencyCaps(QuickRedis redis, MeterRegistry meters) {
        this.redis = redis;
        this.refusals =
                Counter.builder("recount.frequency.capped")
                        .description("Campaigns that matched and that the visitor saw enough of")
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

    /** To be written. */
    private record Impression(String visitor, String campaignId, long atMs, FrequencyCap cap) {}

    private record Seen(String visitor, String campaignId) {}

    /** When a campaign was shown to a visitor. */
    private static final class Instants {
        private static final long[] NONE = {};

        /** Epoch ms, at most as many as the cap allows. */
        private final long[] newestFirst;

        private final Duration life;

        private Instants(long[] newestFirst, Duration life) {
            this.newestFirst = newestFirst;
            this.life = life;
        }

        static Instants with(long atMs, @Nullable Instants before, FrequencyCap cap) {
            long[] older = before == null ? NONE : before.newestFirst;
            long[] instants = new long[Math.min(older.length + 1, cap.getImpressions())];
            instants[0] = atMs;
            System.arraycopy(older, 0, instants, 1, instants.length - 1);
            return new Instants(instants, Duration.ofHours(cap.getPerHours()));
        }

        boolean reach(FrequencyCap cap, Instant at) {
            int allowed = cap.getImpressions();
            return newestFirst.length >= allowed && counts(newestFirst[allowed - 1], cap, at);
        }
    }

    /**
     * Ids of those of the campaigns, all of which have a cap, that the visitor has seen often
     * enough. Somebody unknown is never capped.
     */
    public Set<String> capped(@Nullable String visitor, List<ServingCampaign> withCap, Instant at) {
        if (visitor == null || withCap.isEmpty()) {
            return Set.of();
        }
        Set<String> capped = new HashSet<>();
        List<ServingCampaign> open = new ArrayList<>(withCap.size());
        for (ServingCampaign campaign : withCap) {
            if (isCappedHere(visitor, campaign, at)) {
                capped.add(campaign.campaignId());
            } else if (open.size() < ASKED_MAX) {
                open.add(campaign);
            }
        }
        if (!open.isEmpty()) {
            List<Boolean> answers = redis.ask(commands -> decide(commands, visitor, open, at));
            if (answers == null) {
                alone.increment();
            } else {
                for (int i = 0; i < open.size(); i++) {
                    if (answers.get(i)) {
                        capped.add(open.get(i).campaignId());
                    }
                }
            }
        }
        refusals.increment(capped.size());
        return capped;
    }

    /** The visitor was, or is about to be, shown an ad of the campaign. */
    public void shown(@Nullable String visitor, ServingCampaign campaign, Instant at) {
        FrequencyCap cap = campaign.frequencyCap();
        if (visitor == null || cap == null) {
            return;
        }
        long atMs = at.toEpochMilli();
        shown.asMap()
                .compute(
                        new Seen(visitor, campaign.campaignId()),
                        (seen, held) -> Instants.with(atMs, held, cap));
        if (!waiting.offer(new Impression(visitor, campaign.campaignId(), atMs, cap))) {
            dropped.increment();
        }
    }

    /** What was shown here becomes known to the others, many impressions with one command. */
    @Scheduled(fixedDelay = WRITE_EVERY_MS)
    void write() {
        List<Impression> batch = new ArrayList<>();
        while (waiting.drainTo(batch, WRITTEN_AT_ONCE) > 0) {
            String[] keys = new String[batch.size()];
            List<String> arguments = new ArrayList<>(1 + 4 * batch.size());
            arguments.add(Integer.toString(CAMPAIGNS_MAX));
            for (int i = 0; i < keys.length; i++) {
                Impression shown = batch.get(i);
                keys[i] = RedisKeys.frequencyCaps(shown.visitor);
                arguments.add(shown.campaignId);
                arguments.add(Long.toString(shown.atMs));
                arguments.add(Integer.toString(shown.cap.getImpressions()));
                arguments.add(Long.toString(lifeMs(shown.cap)));
            }
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

    private boolean isCappedHere(String visitor, ServingCampaign campaign, Instant at) {
        Instants held = shown.getIfPresent(new Seen(visitor, campaign.campaignId()));
        return held != null && held.reach(Objects.requireNonNull(campaign.frequencyCap()), at);
    }

    private static long lifeMs(FrequencyCap cap) {
        return Duration.ofHours(cap.getPerHours()).toMillis();
    }

    private static boolean counts(long shownMs, FrequencyCap cap, Instant at) {
        return shownMs > at.toEpochMilli() - lifeMs(cap);
    }

    /** Of each campaign whether the oldest impression that its cap allows still counts. */
    private static CompletionStage<List<Boolean>> decide(
            RedisAsyncCommands<String, String> commands,
            String visitor,
            List<ServingCampaign> campaigns,
            Instant at) {
        String[] ids = new String[campaigns.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = campaigns.get(i).campaignId();
        }
        return commands.hmget(RedisKeys.frequencyCaps(visitor), ids)
                .thenApply(
                        found -> {
                            List<Boolean> capped = new ArrayList<>(ids.length);
                            for (int i = 0; i < ids.length; i++) {
                                capped.add(reaches(found.get(i), campaigns.get(i), at));
                            }
                            return capped;
                        });
    }

    private static boolean reaches(
            KeyValue<String, String> found, ServingCampaign campaign, Instant at) {
        if (found.isEmpty()) {
            return false;
        }
        FrequencyCap cap = Objects.requireNonNull(campaign.frequencyCap());
        String[] newestFirst = found.getValue().split(",", -1);
        int allowed = cap.getImpressions();
        return newestFirst.length >= allowed
                && counts(Long.parseLong(newestFirst[allowed - 1]), cap, at);
    }
}
