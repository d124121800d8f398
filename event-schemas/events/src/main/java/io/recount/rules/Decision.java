package io.recount.rules;

import org.apache.avro.specific.SpecificRecord;

/** What a rule says to a wish: the event that grants it, or why it may not be. */
public sealed interface Decision<E extends SpecificRecord> {
    /** Granted: this event is to be logged. */
    record Granted<E extends SpecificRecord>(E event) implements Decision<E> {}

    /** Refused: nothing changes. */
    record Refused<E extends SpecificRecord>(Refusal reason) implements Decision<E> {}

    /** Why a wish about a budget was refused. */
    enum Refusal {
        /** The balance would pass {@link io.recount.money.Micros#MAX}. */
        BALANCE_TOO_LARGE,
        /** Less is left than was asked for. */
        INSUFFICIENT_BALANCE,
        /** The advertiser has {@link BudgetRules#LINES_MAX} campaigns. */
        TOO_MANY_CAMPAIGNS,
        /** The campaign has no line in this budget, or it already stands as asked for. */
        WRONG_LINE
    }
}
