package io.recount.command.groupcommit;

import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.util.List;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * What the lane knows of the log: where it stood when this instance last wrote or looked, and what
 * a unit of work appended.
 */
final class LogWriter implements AppendListener {
    /** So far behind, aggregates are brought up to date by the events that they miss. */
    private static final long CATCH_UP_MAX = 2_000;

    /** Farther, those that changed are forgotten; from here on all are. */
    private static final long CHANGES_MAX = 20_000;

    private static final String LAST = LogWriter.class.getName();

    private final WriterLock lock;
    private final AggregateCache cache;
    private final CatchUp catchUp;

    // INVARIANT: no cached aggregate lacks an event at or before this position.
    private long seen = -CHANGES_MAX - 1;

    LogWriter(WriterLock lock, AggregateCache cache, CatchUp catchUp) {
        this.lock = lock;
        this.cache = cache;
        this.catchUp = catchUp;
    }

    /**
     * Takes the append lock for the current transaction, asks under it, and brings the cache up to
     * date with what others appended since this instance looked last. From here to the commit the
     * log is this one's.
     */
    void lock(RoundTrip questions) {
        long position = lock.take(questions);
        long behind = position - seen;
        if (behind > CHANGES_MAX) {
            cache.removeAll();
        } else if (behind > CATCH_UP_MAX) {
            lock.changedSince(seen).forEach(cache::remove);
        } else if (behind != 0) {
            catchUp.from(seen);
        }
        seen = position;
    }

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        if (!events.isEmpty() && CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().root().resources().put(LAST, events.get(events.size() - 1));
        }
    }

    /** The last event that a unit of work appended, null where it appended none. */
    static @Nullable Appended lastOf(UnitOfWork<?> unit) {
        return unit.getResource(LAST);
    }

    /** The unit of work was committed: the cache holds what it appended. */
    void committed(UnitOfWork<?> unit) {
        Appended last = lastOf(unit);
        if (last != null) {
            seen = last.position();
        }
    }

    /** Something went so wrong that no cached aggregate can be trusted. */
    void forget() {
        cache.removeAll();
    }

    /** After a commit of unknown outcome, in a transaction of its own: whether it came about. */
    boolean stands(Appended doubtful) {
        return lock.stands(doubtful.position(), doubtful.event().getIdentifier());
    }
}
