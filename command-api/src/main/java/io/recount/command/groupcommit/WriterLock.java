package io.recount.command.groupcommit;

import io.recount.eventlog.LogHead;
import io.recount.eventlog.RoundTrip;
import java.util.Set;

/** What the lane needs of the log's head: {@link LogHead}, in service. */
public interface WriterLock {
    /** Waits for the append lock, then asks; returns the last position under it. */
    long take(RoundTrip questions);

    Set<String> changedSince(long position);

    boolean stands(long position, String eventIdentifier);

    static WriterLock of(LogHead head) {
        return new WriterLock() {
            @Override
            public long take(RoundTrip questions) {
                return head.lock(questions).position();
            }

            @Override
            public Set<String> changedSince(long position) {
                return head.changedSince(position);
            }

            @Override
            public boolean stands(long position, String eventIdentifier) {
                return head.stands(position, eventIdentifier);
            }
        };
    }
}
