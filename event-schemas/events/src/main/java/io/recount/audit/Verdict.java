package io.recount.audit;

/** What {@link ChainVerifier} found. */
public sealed interface Verdict {
    /** The last position that a published head vouches for; 0 when none does. */
    long vouchedTo();

    /**
     * Every entry fits.
     *
     * @param position of the last entry; 0 when the log is empty
     */
    record Intact(long position, long vouchedTo) implements Verdict {}

    /**
     * Something does not fit.
     *
     * @param position the first that does not fit
     */
    record Broken(long position, Reason reason, long vouchedTo) implements Verdict {}

    /** Why a position does not fit. */
    enum Reason {
        /** The log goes on behind it, but it is not there. */
        MISSING,
        /** It comes a second time, or after a higher one. */
        REPEATED,
        /** Its hash is not that of its columns and of all that came before. */
        CHANGED,
        /**
         * The chain fits, but another hash was published for this position: the log was written
         * anew from somewhere behind {@code vouchedTo}.
         */
        REWRITTEN,
        /** The log ends before it, but a head at or behind it was published. */
        CUT_OFF
    }
}
