package io.recount.rules;

import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;

/** What becomes of a click that nobody decided before. */
public sealed interface ClickDecision {
    /** Charged at the token's price. */
    record Charged(ClickCharged event) implements ClickDecision {}

    /** The click claims its id and costs nothing: its outcome says why. */
    record NotCharged(ClickNotCharged event) implements ClickDecision {}

    /** The budget knows no such campaign, so there is nothing to decide. */
    record UnknownCampaign() implements ClickDecision {}
}
