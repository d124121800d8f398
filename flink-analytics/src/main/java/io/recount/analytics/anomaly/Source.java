package io.recount.analytics.anomaly;

import io.recount.event.HoldKind;

/** Who clicks: a visitor, a network, a publisher; as a hold names it. */
record Source(HoldKind kind, String value) {
    /** As it was written. */
    static Source of(String written) {
        int slash = written.indexOf('/');
        return new Source(
                HoldKind.valueOf(written.substring(0, slash)), written.substring(slash + 1));
    }

    @Override
    public String toString() {
        return kind + "/" + value;
    }
}
