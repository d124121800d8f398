package io.recount.worker.schedule;

import java.time.LocalDate;
import java.util.Optional;

/** One run of a job, and its way to tell how far it is. */
public interface JobRun {
    long id();

    /** The day that it was asked for; empty: whatever is due. */
    Optional<LocalDate> day();

    /** Whom it was asked for; empty: everybody. */
    Optional<String> advertiserId();

    /** Shown to whoever watches; may be called often. */
    void progress(long done, long total);

    /** What the run did, in one line. */
    void note(String note);
}
