package io.recount.command.serving.pacing;

import io.recount.command.serving.gate.QuickRedis;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Adds up in Redis what all instances see of the traffic, and gives each the sum: so the curve
 * outlives them. Four weeks of hours are kept. Nothing here waits for Redis.
 */
@Component
class TrafficSync {
    private static final long TELL_EVERY_MS = 5_000;

    /** In tellings: the curve is of hours, so it is early enough to hear of them so often. */
    private static final int HEAR_EVERY = 12;

    private final TrafficCurve curve;
    private final QuickRedis redis;
    private final Clock clock;
    private int told;

    TrafficSync(TrafficCurve curve, QuickRedis redis, Clock clock) {
        this.curve = curve;
        this.redis = redis;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = TELL_EVERY_MS)
    void sync() {
        if (redis.isAway()) {
            return; // It is told once Redis is back.
        }
        for (Map.Entry<Long, Long> hour : curve.takeUntold(clock.instant()).entrySet()) {
            redis.tell(
                    commands ->
                            commands.hincrby(
                                    RedisKeys.TRAFFIC_HOURS,
                                    Long.toString(hour.getKey()),
                                    hour.getValue()));
        }
        if (told++ % HEAR_EVERY == 0) {
            redis.tell(
                    commands -> {
                        var heard = commands.hgetall(RedisKeys.TRAFFIC_HOURS);
                        var unused = heard.thenAccept(this::heard);
                        return heard;
                    });
        }
    }

    private void heard(Map<String, String> stored) {
        Instant now = clock.instant();
        Map<Long, Long> counted = new HashMap<>();
        long current = TrafficCurve.hour(now.toEpochMilli());
        for (Map.Entry<String, String> hour : stored.entrySet()) {
            counted.put(Long.valueOf(hour.getKey()), Long.valueOf(hour.getValue()));
        }
        counted.remove(current); // It is not over.
        Map<Long, Long> known = curve.known();
        curve.learn(counted, now);
        for (Map.Entry<Long, Long> hour : known.entrySet()) {
            if (!counted.containsKey(hour.getKey())) {
                putBack(hour.getKey(), hour.getValue());
            }
        }
        counted.keySet().stream()
                .filter(hour -> hour < current - TrafficCurve.HOURS_KEPT)
                .forEach(
                        hour ->
                                redis.tell(
                                        commands ->
                                                commands.hdel(
                                                        RedisKeys.TRAFFIC_HOURS,
                                                        Long.toString(hour))));
    }

    /** Redis lost an hour that is known here; several may say so, the first one counts. */
    private void putBack(long hour, long requests) {
        redis.tell(
                commands ->
                        commands.hsetnx(
                                RedisKeys.TRAFFIC_HOURS,
                                Long.toString(hour),
                                Long.toString(requests)));
    }
}
