package io.recount.wire;

/**
 * Bytes that no released schema explains. Whoever reads them parks them with this message as the
 * cause.
 */
public final class UnreadableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableMessageException(String message) {
        super(message);
    }

    public UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
