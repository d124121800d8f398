package io.recount.ops.parts;

/** A part cannot run; the message says why and what would mend it, for a person to read. */
public final class PartException extends RuntimeException {
    public PartException(String message) {
        super(message);
    }

    public PartException(String message, Throwable cause) {
        super(message, cause);
    }
}
