package io.recount.worker.outbox;

/** What a call asks for; the first are made first. */
public enum CallKind {
    HOLD,
    PAUSE,
    CREDIT,
    QUALITY;

    /** Smaller goes first: what stops spending, then money given back, then scores. */
    int urgency() {
        return switch (this) {
            case HOLD, PAUSE -> 0;
            case CREDIT -> 1;
            case QUALITY -> 2;
        };
    }
}
