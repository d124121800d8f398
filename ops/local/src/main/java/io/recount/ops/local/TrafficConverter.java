package io.recount.ops.local;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code off}, {@code calm}, {@code rush} or {@code attack}, in lower case as everything on a
 * command line.
 */
final class TrafficConverter implements ITypeConverter<Stack.Traffic>, Iterable<String> {
    private static final List<String> WORDS =
            Arrays.stream(Stack.Traffic.values())
                    .map(traffic -> traffic.name().toLowerCase(Locale.ROOT))
                    .toList();

    @Override
    public Stack.Traffic convert(String word) {
        if (!WORDS.contains(word)) {
            throw new TypeConversionException("'" + word + "' is none of " + WORDS);
        }
        return Stack.Traffic.valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public Iterator<String> iterator() {
        return WORDS.iterator();
    }
}
