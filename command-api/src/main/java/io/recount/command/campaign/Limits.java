package io.recount.command.campaign;

/** How long and how many things may be; the refusals name them. */
final class Limits {
    static final int NAME = 200;
    static final int AD_TEXT = 200;
    static final int URL = 2_048;

    /** Keywords, categories and the like of one campaign. */
    static final int LIST = 200;

    /** A pattern for texts that may be left out: {@code @NotBlank} would require them. */
    static final String NOT_BLANK = "(?s).*\\S.*";

    private Limits() {}
}
