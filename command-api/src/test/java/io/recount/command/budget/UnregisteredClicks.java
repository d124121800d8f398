package io.recount.command.budget;

import io.recount.rules.ClickDecision;
import io.recount.rules.PricedClick;

/** A register without a database, for tests in which each click comes once. */
public final class UnregisteredClicks extends DecidedClicks {
    public UnregisteredClicks() {
        super(null);
    }

    @Override
    boolean claim(String advertiserId, PricedClick click, ClickDecision decision) {
        return true;
    }
}
