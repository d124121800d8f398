package io.recount.eventlog;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.jspecify.annotations.Nullable;

/**
 * The embedded event store, whose readers are woken by any process's append within milliseconds.
 * The base class polls, and is woken by appends of its own process alone; polling stays for the
 * time without a listening connection.
 */
final class NotifiedEventStore extends EmbeddedEventStore {
    private final AppendNotices notices;
    private final AtomicBoolean listening = new AtomicBoolean();

    /**
     * A store that listens once somebody reads.
     *
     * @param unpooled where the listening connection comes from
     */
    NotifiedEventStore(EmbeddedEventStore.Builder builder, DataSource unpooled) {
        super(builder);
        notices = new AppendNotices(unpooled, () -> afterCommit(List.of()));
    }

    @Override
    public TrackingEventStream openStream(@Nullable TrackingToken token) {
        if (listening.compareAndSet(false, true)) {
            notices.start();
        }
        return super.openStream(token);
    }

    @Override
    public void shutDown() {
        notices.close();
        super.shutDown();
    }
}
