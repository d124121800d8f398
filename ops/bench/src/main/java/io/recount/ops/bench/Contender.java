package io.recount.ops.bench;

import java.time.Duration;

/** Something that answers calls, and is measured doing so. */
interface Contender extends AutoCloseable {
    String name();

    /** Before each round, and not timed: gets ready what the round will use up. */
    default void prepare(Duration round) throws Exception {}

    /** One client's way to it. */
    Client client() throws Exception;

    @Override
    void close();

    /** What became of a call. */
    enum Call {
        /** Done, and durable where it is a charge. */
        ANSWERED,
        /** Nothing was done, and the client was told so: too busy. */
        REFUSED,
        /** There was nothing left to call with: the client's round is over. */
        NOT_MADE
    }

    /** Used by one thread at a time. */
    interface Client extends AutoCloseable {
        /** Charges one click of that advertiser, and returns when that is done. */
        Call charge(int advertiser) throws Exception;

        @Override
        default void close() {}
    }
}
