package io.recount.analytics.anomaly;

import io.recount.event.InvalidTraffic;
import io.recount.event.Severity;

/**
 * What raises alerts. The names are rule ids: they stand in events, so they stay. A rule whose
 * limits change gets the next version.
 */
enum Rule {
    /** Clicks of an agent or a network that is on a list, and no person's. */
    LISTED_SOURCE(1, Severity.LOW, InvalidTraffic.GENERAL),
    /** More clicks than a person makes. */
    CLICK_RATE(1, Severity.MEDIUM, InvalidTraffic.GENERAL),
    /** Clicks as regular as a clock. */
    CLICK_RHYTHM(1, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /** Clicks sooner after the ad was served than a person reads and decides. */
    CLICK_SPEED(1, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /** Clicks on ads that were never shown. */
    UNSEEN_AD(1, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /** One visitor in more networks than one can be in within minutes. */
    MANY_NETWORKS(1, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /** Each ad that is shown is clicked, one after the other: the order matters. */
    CLICKS_EVERYTHING(1, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /**
     * A network of many visitors, or a publisher, whose clicks are out of proportion to its ads.
     */
    SOURCE_CLICK_RATE(2, Severity.HIGH, InvalidTraffic.SOPHISTICATED),
    /** More clicks on an ad or a campaign than in this hour of the week. */
    CLICK_SURGE(2, Severity.HIGH, InvalidTraffic.SOPHISTICATED);

    private final int version;
    private final Severity severity;
    private final InvalidTraffic invalidTraffic;

    Rule(int version, Severity severity, InvalidTraffic invalidTraffic) {
        this.version = version;
        this.severity = severity;
        this.invalidTraffic = invalidTraffic;
    }

    int version() {
        return version;
    }

    Severity severity() {
        return severity;
    }

    InvalidTraffic invalidTraffic() {
        return invalidTraffic;
    }
}
