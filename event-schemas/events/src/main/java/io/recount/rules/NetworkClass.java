package io.recount.rules;

/** What kind of network a click came from. */
public enum NetworkClass {
    PUBLIC,
    /** Loopback, a home's or a company's own addresses: it says nothing about the visitor. */
    PRIVATE,
    /** On the list of data centres, where programs live and people do not. */
    DATA_CENTRE,
    /** No address. */
    UNKNOWN
}
