package io.recount.worker.schedule;

/** What a job could not do, in words for whoever asked for it. */
public final class JobException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JobException(String message) {
        super(message);
    }
}
