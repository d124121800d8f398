package io.recount.rules;

/** Why a click is no visitor's. The names are rule ids: they stand in events and metrics. */
public enum TrafficRule {
    /** The agent is on the list of known crawlers. */
    KNOWN_CRAWLER,
    /** The address is on the list of data centres. */
    DATA_CENTRE,
    HELD_NETWORK,
    HELD_AGENT,
    HELD_VISITOR,
    HELD_PUBLISHER,
    /** Sooner after the ad was served than anyone can see it and click. */
    TOO_FAST,
    /** The same visitor and ad a moment ago, under another click id. */
    REPEATED_VISITOR
}
