package io.recount.rules;

import io.recount.event.HoldKind;
import java.util.Optional;

/** Which clicks are refused as invalid traffic. The first rule that is broken names the refusal. */
public final class TrafficRules {
    private TrafficRules() {}

    /**
     * The rule that the click breaks; empty for a click that may be charged.
     *
     * @param minClickMs a click sooner than this after serving is too fast
     */
    public static Optional<TrafficRule> broken(TrafficFeatures click, long minClickMs) {
        if (click.agentClass() == AgentClass.CRAWLER) {
            return Optional.of(TrafficRule.KNOWN_CRAWLER);
        }
        if (click.networkClass() == NetworkClass.DATA_CENTRE) {
            return Optional.of(TrafficRule.DATA_CENTRE);
        }
        for (HoldKind kind : HoldKind.values()) {
            if (click.holds().contains(kind)) {
                return Optional.of(held(kind));
            }
        }
        if (click.sinceServedMs() < minClickMs) {
            return Optional.of(TrafficRule.TOO_FAST);
        }
        return click.repeated() ? Optional.of(TrafficRule.REPEATED_VISITOR) : Optional.empty();
    }

    private static TrafficRule held(HoldKind kind) {
        return switch (kind) {
            case NETWORK -> TrafficRule.HELD_NETWORK;
            case AGENT -> TrafficRule.HELD_AGENT;
            case VISITOR -> TrafficRule.HELD_VISITOR;
            case PUBLISHER -> TrafficRule.HELD_PUBLISHER;
        };
    }
}
