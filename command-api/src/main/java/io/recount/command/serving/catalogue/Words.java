package io.recount.command.serving.catalogue;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text as it is compared: Unicode NFKC, lower case, split into words. Quotation marks and square
 * brackets say how a keyword matches, so they part words wherever else they stand.
 */
final class Words {
    private static final Pattern APART = Pattern.compile("[\\s\\p{Z}\"\\[\\]]+");
    private static final Pattern QUOTES = Pattern.compile("[“”„‟«»]");

    private Words() {}

    static List<String> of(String text) {
        return split(normal(text));
    }

    static List<String> split(String normalText) {
        return Arrays.stream(APART.split(normalText)).filter(word -> !word.isEmpty()).toList();
    }

    /** One spelling of each text: full width, case, composed letters and kinds of quotes aside. */
    static String normal(String text) {
        String lower = nfkc(text).toLowerCase(Locale.ROOT);
        // Lower case may take letters apart again, as of İ.
        return QUOTES.matcher(nfkc(lower)).replaceAll("\"").strip();
    }

    private static String nfkc(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
}
