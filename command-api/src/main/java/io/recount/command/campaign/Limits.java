package io.recount.command.campaign;

/** How long and how many things may be; the refusals name them. */
final class Limits {
    static final int NAME = 200;
    static final int AD_TEXT = 200;
    static final int URL = 2_048;

    /** Keywords, categories and the like of one campaign. */
    static final int LIST = 200;

    private Limits() {}
}
