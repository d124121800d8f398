package io.recount.ops.bench;

/** Something that charges clicks, and is measured doing so. */
interface Contender extends AutoCloseable {
    String name();

    /** Charges one click of that advertiser, and returns when it is durable. */
    void charge(int advertiser) throws Exception;

    @Override
    void close();
}
