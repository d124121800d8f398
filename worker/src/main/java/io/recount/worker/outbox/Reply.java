package io.recount.worker.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt to make a call. */
sealed interface Reply {
    /** A name for meters. */
    String outcome();

    /** It was done, now or by an earlier attempt. */
    record Done(int httpStatus, String body) implements Reply {
        @Override
        public String outcome() {
            return "done";
        }
    }

    /** Nothing is left to be done. */
    record Moot(@Nullable Integer httpStatus, String cause) implements Reply {
        @Override
        public String outcome() {
            return "moot";
        }
    }

    /**
     * Asking again may help.
     *
     * @param after not before; null when nobody said
     * @param outage it is for command-api being away or full or not knowing us, not for this call
     */
    record Later(
            @Nullable Integer httpStatus, String cause, @Nullable Duration after, boolean outage)
            implements Reply {
        @Override
        public String outcome() {
            return "later";
        }
    }

    /** Asking again will not help. */
    record Refused(int httpStatus, String cause) implements Reply {
        @Override
        public String outcome() {
            return "refused";
        }
    }
}
