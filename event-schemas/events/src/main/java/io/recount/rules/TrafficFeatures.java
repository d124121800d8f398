package io.recount.rules;

import io.recount.event.HoldKind;
import java.util.Set;

/**
 * All that the traffic rules decide on. Whoever derives it knows the lists, the holds and the
 * clock; the rules know none of them.
 *
 * @param holds kinds of the holds that the click falls under now
 * @param sinceServedMs from serving the ad to the click; negative where clocks disagree
 * @param repeated whether the same visitor clicked the same ad a moment ago, under another click id
 */
public record TrafficFeatures(
        AgentClass agentClass,
        NetworkClass networkClass,
        Set<HoldKind> holds,
        long sinceServedMs,
        boolean repeated) {
    public TrafficFeatures {
        holds = Set.copyOf(holds);
    }

    /** The same, of a click that turned out to be a repeated one. */
    public TrafficFeatures asRepeated() {
        return new TrafficFeatures(agentClass, networkClass, holds, sinceServedMs, true);
    }
}
