package io.recount.ops.drill.invariant;

import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.rules.BudgetRules;
import io.recount.rules.BudgetState;
import io.recount.rules.ClickDecision;
import io.recount.rules.ClickRules;
import io.recount.rules.PricedClick;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes a click's decision once more, by the rules and on the state before it: the event must come
 * out as it is stored. So no click was charged that should not be, nor refused for a budget that
 * had money left.
 */
final class DecidedAgain {
    private DecidedAgain() {}

    /** What the rules say instead; null when they agree, or when it was decided by older rules. */
    static @Nullable String difference(BudgetState before, SpecificRecord event) {
        if (event instanceof ClickCharged charged && isOfTheseRules(charged.getRulesVersion())) {
            return difference(event, ClickRules.charge(before, priced(charged), charged.getAt()));
        }
        if (event instanceof ClickNotCharged refused && isOfTheseRules(refused.getRulesVersion())) {
            return difference(event, ClickRules.charge(before, priced(refused), refused.getAt()));
        }
        return null;
    }

    private static boolean isOfTheseRules(int version) {
        return version == BudgetRules.VERSION;
    }

    private static @Nullable String difference(SpecificRecord event, ClickDecision decision) {
        SpecificRecord again =
                decision instanceof ClickDecision.Charged charged
                        ? charged.event()
                        : decision instanceof ClickDecision.NotCharged refused
                                ? refused.event()
                                : null;
        return event.equals(again) ? null : "the log has " + event + ", the rules say " + again;
    }

    private static PricedClick priced(ClickCharged event) {
        return new PricedClick(
                event.getClickId(),
                event.getCampaignId(),
                event.getAdId(),
                event.getChargedMicros(),
                event.getServedAt(),
                event.getVisitor(),
                event.getNetwork(),
                event.getAgentClass(),
                event.getNetworkClass(),
                event.getArms(),
                event.getPublisher());
    }

    private static PricedClick priced(ClickNotCharged event) {
        return new PricedClick(
                event.getClickId(),
                event.getCampaignId(),
                event.getAdId(),
                event.getPriceMicros(),
                event.getServedAt(),
                event.getVisitor(),
                event.getNetwork(),
                event.getAgentClass(),
                event.getNetworkClass(),
                event.getArms(),
                event.getPublisher());
    }
}
