package io.recount.command.serving.catalogue;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Text as it is compared: Unicode NFKC, lower case, words apart by one space. */
final class Words {
    private Words() {}

    static List<String> of(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Arrays.stream(normal.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
