package io.recount.command.traffic;

import io.recount.command.hold.TrafficHolds;
import io.recount.rules.AgentClass;
import io.recount.rules.NetworkClass;
import io.recount.rules.TrafficFeatures;
import io.recount.rules.TrafficRule;
import io.recount.rules.TrafficRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Derives what {@link TrafficRules} decide on, and lets them decide. */
@Component
public class TrafficGuard {
    private final AgentClasses agents;
    private final NetworkClasses networks;
    private final TrafficHolds holds;
    private final RecentClicks recent;
    private final long minClickMs;

    TrafficGuard(
            AgentClasses agents,
            NetworkClasses networks,
            TrafficHolds holds,
            RecentClicks recent,
            TrafficProperties properties) {
        this.agents = agents;
        this.networks = networks;
        this.holds = holds;
        this.recent = recent;
        this.minClickMs = properties.minClickMs();
    }

    /**
     * A click as it came in.
     *
     * @param visitor pseudonym
     * @param network pseudonym
     * @param publisher id of the key that asked for the ad
     */
    public record Click(
            String clickId,
            String adId,
            Instant servedAt,
            Instant at,
            @Nullable String address,
            @Nullable String agent,
            @Nullable String visitor,
            @Nullable String network,
            @Nullable String publisher) {}

    /** Of an agent and of an address. */
    public record Kinds(AgentClass agentClass, NetworkClass networkClass) {}

    public Kinds kinds(@Nullable String address, @Nullable String agent) {
        return new Kinds(agents.of(agent), networks.of(address));
    }

    /**
     * What the click was found to be.
     *
     * @param broken the rule that refuses it, null when none does
     */
    public record Judged(
            AgentClass agentClass, NetworkClass networkClass, @Nullable TrafficRule broken) {}

    public Judged judge(Click click) {
        Kinds kinds = kinds(click.address, click.agent);
        TrafficFeatures features =
                new TrafficFeatures(
                        kinds.agentClass,
                        kinds.networkClass,
                        holds.over(
                                click.network,
                                click.agent,
                                click.visitor,
                                click.publisher,
                                click.at),
                        Duration.between(click.servedAt, click.at).toMillis(),
                        false);
        Optional<TrafficRule> broken = TrafficRules.broken(features, minClickMs);
        // Asked last, because asking notes the click: one that is refused anyway starts no pause.
        if (broken.isEmpty() && isRepeated(click, features.networkClass())) {
            broken = TrafficRules.broken(features.asRepeated(), minClickMs);
        }
        return new Judged(features.agentClass(), features.networkClass(), broken.orElse(null));
    }

    /**
     * A visitor nobody knows is a network with an agent. Not so behind a private address: that is
     * the proxy's, the publisher's server's or the developer's, and stands for everyone there.
     */
    private boolean isRepeated(Click click, NetworkClass network) {
        if (click.visitor != null) {
            return recent.isRepeated(click.visitor, click.adId, click.clickId);
        }
        return network == NetworkClass.PUBLIC
                && click.network != null
                && recent.isRepeated(click.network + "\n" + click.agent, click.adId, click.clickId);
    }
}
