package io.recount.command.serving.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign wants to be asked: {@code red shoes} matches queries with all of the words in any
 * order, {@code "red shoes"} those with the words side by side in this order, {@code [red shoes]}
 * those that are nothing else. {@code -} before any of them: queries that match are not for the
 * campaign.
 *
 * @param words in their normal form; of {@link Match#BROAD} sorted and each once
 */
public record Keyword(Match match, boolean negative, List<String> words) {
    /** How much of a query a keyword is about. */
    public enum Match {
        BROAD,
        PHRASE,
        EXACT
    }

    public static final int WORDS_MAX = 10;

    private static final String MINUS = "-";

    public Keyword {
        words =
                match == Match.BROAD
                        ? words.stream().distinct().sorted().toList()
                        : List.copyOf(words);
    }

    /**
     * Reads what {@link #fault} has nothing against. Of anything else the words, so that an entry
     * from before that check still counts for something; there may be none.
     */
    public static Keyword of(String text) {
        String normal = Words.normal(text);
        boolean negative = normal.startsWith(MINUS);
        String rest = negative ? normal.substring(1).strip() : normal;
        Match match = Match.BROAD;
        if (isWithin(rest, "\"", "\"")) {
            match = Match.PHRASE;
        } else if (isWithin(rest, "[", "]")) {
            match = Match.EXACT;
        }
        return new Keyword(match, negative, Words.split(rest));
    }

    /** What is wrong with a keyword as typed, as the end of a sentence; null when nothing is. */
    public static @Nullable String fault(String text) {
        String normal = Words.normal(text);
        String rest = normal.startsWith(MINUS) ? normal.substring(1).strip() : normal;
        String inner = inner(rest);
        if (inner.contains("\"") || inner.contains("[") || inner.contains("]")) {
            return "must be plain words, \"a phrase\" or [an exact query]";
        }
        if (inner.startsWith(MINUS)) {
            return "may begin with one minus only, outside of quotes and brackets";
        }
        int words = Words.split(inner).size();
        if (words == 0) {
            return "has no words";
        }
        return words > WORDS_MAX ? "has more than " + WORDS_MAX + " words" : null;
    }

    private static String inner(String text) {
        return isWithin(text, "\"", "\"") || isWithin(text, "[", "]")
                ? text.substring(1, text.length() - 1).strip()
                : text;
    }

    private static boolean isWithin(String text, String start, String end) {
        return text.length() > 1 && text.startsWith(start) && text.endsWith(end);
    }
}
