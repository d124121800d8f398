package io.recount.analytics.anomaly;

import io.recount.event.HoldKind;

/** Who clicks: a visitor, a network, a publisher; as a hold names it. */
record Source(HoldKind kind, String value) {
    @Override
    public String toString() {
        return kind + "/" + value;
    }
}
