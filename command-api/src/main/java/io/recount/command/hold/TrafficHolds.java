package io.recount.command.hold;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.hold.HoldRows.Hold;
import io.recount.event.HoldKind;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The holds in force, in memory. The table is read again twice a second, so what another instance
 * placed holds here within a second; while it cannot be read, what is known goes on holding.
 */
@Component
public class TrafficHolds implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficHolds.class);
    private static final long REFRESH_MS = 500;

    private final HoldRows rows;
    private final Clock clock;
    private volatile Map<HoldKind, Map<String, Instant>> untilOf = Map.of();
    private volatile boolean stale;

    TrafficHolds(HoldRows rows, Clock clock, MeterRegistry meters) {
        this.rows = rows;
        this.clock = clock;
        Gauge.builder("recount.traffic.holds", this, TrafficHolds::size)
                .description("Values on hold now")
                .register(meters);
    }

    /** Before the first click is taken. */
    @Override
    public void afterSingletonsInstantiated() {
        refresh();
    }

    @Scheduled(fixedDelay = REFRESH_MS)
    void refresh() {
        try {
            untilOf = index(rows.inForce(clock.instant()));
            stale = false;
        } catch (DataAccessException e) {
            if (!stale) {
                LOG.warn("Traffic holds cannot be read now: {}", e.getMessage());
            }
            stale = true;
        }
    }

    /** Of several on the same value the longest counts. */
    private static Map<HoldKind, Map<String, Instant>> index(List<Hold> holds) {
        Map<HoldKind, Map<String, Instant>> index = new EnumMap<>(HoldKind.class);
        for (Hold hold : holds) {
            index.computeIfAbsent(hold.kind(), kind -> new HashMap<>())
                    .merge(hold.value(), hold.until(), (a, b) -> a.isAfter(b) ? a : b);
        }
        return index;
    }

    /** The kinds of holds under which the click falls. Values are pseudonyms, but for the agent. */
    public Set<HoldKind> over(
            @Nullable String network,
            @Nullable String agent,
            @Nullable String visitor,
            @Nullable String publisher,
            Instant at) {
        Map<HoldKind, Map<String, Instant>> now = untilOf;
        if (now.isEmpty()) {
            return Set.of();
        }
        Set<HoldKind> holding = EnumSet.noneOf(HoldKind.class);
        addIfHeld(holding, HoldKind.NETWORK, network, now, at);
        addIfHeld(holding, HoldKind.VISITOR, visitor, now, at);
        addIfHeld(holding, HoldKind.PUBLISHER, publisher, now, at);
        if (agent != null && isAgentHeld(agent, now.getOrDefault(HoldKind.AGENT, Map.of()), at)) {
            holding.add(HoldKind.AGENT);
        }
        return holding;
    }

    private static void addIfHeld(
            Set<HoldKind> holding,
            HoldKind kind,
            @Nullable String value,
            Map<HoldKind, Map<String, Instant>> holds,
            Instant at) {
        Instant until = value == null ? null : holds.getOrDefault(kind, Map.of()).get(value);
        if (until != null && until.isAfter(at)) {
            holding.add(kind);
        }
    }

    private static boolean isAgentHeld(String agent, Map<String, Instant> holds, Instant at) {
        String text = agent.toLowerCase(Locale.ROOT);
        return holds.entrySet().stream()
                .anyMatch(hold -> hold.getValue().isAfter(at) && text.contains(hold.getKey()));
    }

    int size() {
        return untilOf.values().stream().mapToInt(Map::size).sum();
    }

    int size(HoldKind kind) {
        return untilOf.getOrDefault(kind, Map.of()).size();
    }
}
