package io.recount.rules;

/** What kind of program clicked, as far as it says so itself. */
public enum AgentClass {
    BROWSER,
    /** A program that names itself and is no browser. */
    APP,
    /** On the list of known crawlers. */
    CRAWLER,
    /** It says nothing. */
    UNKNOWN
}
