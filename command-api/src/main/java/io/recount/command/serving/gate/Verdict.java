package io.recount.command.serving.gate;

/** Whether another ad of a campaign may be served; if not, the limit that is used up. */
public enum Verdict {
    OPEN,
    /** Nothing is known of what it has spent. */
    NO_RECORD,
    DAY_USED,
    TOTAL_USED,
    BALANCE_USED
}
