package io.recount.worker.schedule;

/**
 * Something that is done again and again. It finds out itself what is due, so a run that was missed
 * is caught up by the next, and a run that was cut off is simply run again.
 */
public interface Job {
    /** As it is called in settings, in REST and on the command line. */
    String name();

    /** Whether it can be run for one advertiser alone. */
    default boolean isByAdvertiser() {
        return false;
    }

    void run(JobRun run);
}
