package io.recount.analytics.stream;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A sink that outlasts an outage of its store: {@link StoreWriter} keeps what the store has not
 * confirmed, of each key the newest, retries with back-off, and saves the rest in checkpoints.
 */
public final class StoreSink<E extends StoreSink.Entry<E>>
        implements Sink<E>, SupportsWriterState<E, E> {
    private static final long serialVersionUID = 1L;

    /** What is written: a newer entry of a key makes the older one needless. */
    public interface Entry<E> {
        String storeKey();

        boolean isNewerThan(E other);

        /** Roughly its size in memory. */
        int weightBytes();
    }

    /** Where it is written to. Called in the task's thread only; must not block it. */
    public interface Store<E> extends AutoCloseable {
        /** Idempotent; ends when the store has confirmed it. */
        CompletionStage<?> put(E entry);

        @Override
        void close();
    }

    /** Opens a store on the task manager, without waiting for it to answer. */
    public interface Opener<E> extends Serializable {
        Store<E> open();
    }

    private final String name;
    private final Class<E> type;
    private final Opener<E> opener;
    private final int inFlight;

    /**
     * @param name of the store, for people
     * @param inFlight how many entries may be under way at once
     */
    public StoreSink(String name, Class<E> type, Opener<E> opener, int inFlight) {
        this.name = name;
        this.type = type;
        this.opener = opener;
        this.inFlight = inFlight;
    }

    @Override
    public StatefulSinkWriter<E, E> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<E, E> restoreWriter(
            WriterInitContext context, Collection<E> unconfirmed) {
        var writer =
                new StoreWriter<>(
                        name,
                        opener.open(),
                        inFlight,
                        context.getMailboxExecutor(),
                        context.getProcessingTimeService());
        context.metricGroup().gauge("waiting", writer::waiting);
        context.metricGroup().counter("retries", writer.retries());
        writer.restore(unconfirmed);
        return writer;
    }

    @Override
    public SimpleVersionedSerializer<E> getWriterStateSerializer() {
        return new EntrySerializer<>(type);
    }
}
