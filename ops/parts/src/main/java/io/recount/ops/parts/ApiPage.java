package io.recount.ops.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The calls that {@code ops/docs/api.md} promises, read from its tables, so that a test can hold a
 * service to them.
 */
public final class ApiPage {
    private static final Pattern CALL =
            Pattern.compile("^\\| `(GET|POST|PUT|PATCH|DELETE) ([^`]+)`(.*)$");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z]+)`");

    private ApiPage() {}

    /**
     * A section's calls.
     *
     * @param section the heading's first word, for example {@code command-api}
     * @param column where the names stand: 0 is the call's own cell, behind it
     * @return {@code METHOD path} → names of the fields or parameters
     */
    public static Map<String, Set<String>> calls(String section, int column) {
        TreeMap<String, Set<String>> calls = new TreeMap<>();
        boolean within = false;
        for (String line : lines()) {
            if (line.startsWith("## ")) {
                within = line.startsWith("## " + section + " ");
            }
            Matcher call = CALL.matcher(line);
            if (within && call.matches()) {
                String cell = call.group(3).split("\\|", -1)[column];
                calls.put(call.group(1) + " " + call.group(2), names(cell));
            }
        }
        return calls;
    }

    private static Set<String> names(String cell) {
        return NAME.matcher(cell)
                .results()
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Iterable<String> lines() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ops/docs/api.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new PartException(
                        "ops/docs/api.md is not above " + Path.of("").toAbsolutePath());
            }
        }
        try {
            return Files.readAllLines(folder.resolve("ops/docs/api.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
