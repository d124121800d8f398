package io.recount.ops.local;

/** What the user asked for cannot be done; the message is one clear line, and no trace is shown. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }
}
