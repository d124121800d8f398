package io.recount.http;

/** What an API key may do. */
public enum Role {
    /** Everything. */
    OPERATOR,
    /** The data of the one advertiser that the key belongs to. */
    ADVERTISER,
    /** Ad requests and conversions. */
    PUBLISHER,
    /** Every read, audit and replays. */
    AUDITOR,
    /** One service of Recount calling another. */
    SERVICE
}
