package io.recount.command.tracking;

/** A token that we did not seal, or that somebody changed. */
public final class ForgedTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    ForgedTokenException(String message) {
        super(message);
    }
}
