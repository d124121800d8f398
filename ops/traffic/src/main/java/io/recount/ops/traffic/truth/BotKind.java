package io.recount.ops.traffic.truth;

/** What gives a bot away, if anything. */
public enum BotKind {
    /** Its agent is on a list; its clicks were refused already. */
    CRAWLER,
    /** Its network is on a list. */
    DATA_CENTRE,
    /** Clicks every few seconds. */
    FLOOD,
    /** Clicks once a minute, nearly to the second. */
    METRONOME,
    /** Clicks sooner than anyone could. */
    FAST,
    /** Clicks without showing the ad. */
    UNSEEN,
    /** Clicks each ad that it is shown, at a person's pace. */
    EVERYTHING,
    /** One visitor, each click from another network. */
    ROAMING,
    /** Clicks most of what it is shown, from one network, and tells no id. */
    ADDRESS,
    /** Many visitors of one network, each clicking half of what it is shown, and little of it. */
    FARM,
    /** A publisher who has half of his ads clicked, by many visitors from everywhere. */
    PUBLISHER
}
