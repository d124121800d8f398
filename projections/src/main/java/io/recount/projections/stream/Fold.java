package io.recount.projections.stream;

/** What a batch of events comes down to, in memory until it is written at once. */
public interface Fold {
    /**
     * Takes the event in, or throws and stays as it was: then the event is parked. An event may be
     * added again after its batch has failed.
     */
    void add(LoggedEvent event);

    /**
     * Writes what was added, inside the batch's transaction. Safe to repeat: values are absolute
     * and carry the position that they are of.
     */
    void write();
}
