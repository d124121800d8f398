package io.recount.projections.stream;

import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** One read model: an event processor of its own follows the log for it. */
public interface Projection {
    /** Names its processor, its token, its dead letters and its meters. */
    String name();

    /** The events that it is about; others pass by undecoded. */
    Set<Class<? extends SpecificRecord>> eventTypes();

    /** An empty fold for the next batch. */
    Fold newFold();

    /**
     * Before a replay, in the transaction that moves the position back: removes what the replay is
     * going to build anew.
     */
    void prepareReplay();

    /**
     * Whether readers must never see the past again, so that a replay folds the whole log in memory
     * and writes only once, at its end, with {@link #newWholeFold()}.
     */
    default boolean replaysAsAWhole() {
        return false;
    }

    /** An empty fold for a replay as a whole; its write also makes the read model ready again. */
    default Fold newWholeFold() {
        throw new UnsupportedOperationException(name() + " is not replayed as a whole");
    }

    /** False when its store has lost what was written: it is then replayed without being asked. */
    default boolean isReady() {
        return true;
    }
}
