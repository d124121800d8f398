package io.recount.command.serving;

import io.recount.event.CandidateOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets nothing: what stopped the candidate that came furthest. Of what happens to
 * nobody there (lost, same advertiser) nothing is said.
 */
final class NoFill {
    static final String CATALOGUE_EMPTY = "CATALOGUE_EMPTY";
    static final String DEADLINE = "DEADLINE";

    private @Nullable CandidateOutcome furthest;

    void saw(CandidateOutcome outcome) {
        if (furthest == null || stage(outcome) > stage(furthest)) {
            furthest = outcome;
        }
    }

    String reason() {
        if (furthest == null) {
            return "NO_KEYWORD_OR_CATEGORY_MATCH";
        }
        return switch (furthest) {
            case NO_ACTIVE_AD, PAUSED, UNDER_FLOOR, NO_RECORD, PACED, CAPPED -> furthest.name();
            case NEGATIVE_KEYWORD, COUNTRY, DEVICE, HOUR -> "NO_TARGETING_MATCH";
            case CATEGORY_BLOCKED, ADVERTISER_BLOCKED -> "BLOCKED";
            case BALANCE_USED, TOTAL_USED, DAY_USED -> "NO_BUDGET";
            case WON, LOST, SAME_ADVERTISER ->
                    throw new IllegalStateException(furthest + " where nobody won");
        };
    }

    private static int stage(CandidateOutcome outcome) {
        return switch (outcome) {
            case PAUSED -> 1;
            case NO_ACTIVE_AD -> 2;
            case COUNTRY, DEVICE, HOUR, NEGATIVE_KEYWORD -> 3;
            case ADVERTISER_BLOCKED, CATEGORY_BLOCKED -> 4;
            case UNDER_FLOOR -> 5;
            case NO_RECORD -> 6;
            case BALANCE_USED, TOTAL_USED, DAY_USED -> 7;
            case PACED -> 8;
            case CAPPED -> 9;
            case LOST, SAME_ADVERTISER, WON -> 10;
        };
    }
}
