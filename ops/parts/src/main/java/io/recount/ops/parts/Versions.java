package io.recount.ops.parts;

/** What the unpacked servers are called by: a new version unpacks into a folder of its own. */
final class Versions {
    static final String POSTGRES = "18.6.0";
    static final String REDIS = "6.2.6-v5";
    static final String REDIS_ARM = "6.2.7";

    private Versions() {}
}
