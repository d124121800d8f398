package io.recount.projections.stream;

/** The read model's store was emptied: nothing can be added to it before it is built anew. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotReadyException(String message) {
        super(message);
    }
}
