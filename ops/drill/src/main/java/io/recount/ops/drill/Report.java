package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a drill found, for the terminal and for the page of all drills. */
final class Report {
    private static final String HEAD =
            """
            # Drills

            What must hold, checked after a fault under load. Each table is written by the command above it; the machine has
            two cores, which the load, the database and the services share.
            """;

    private Report() {}

    /** The table as text. */
    static String text(List<Invariants.Row> rows) {
        StringBuilder text = new StringBuilder();
        for (Invariants.Row row : rows) {
            text.append(
                    "%-4s %-12s  %s%n                   %s%n"
                            .formatted(row.id(), row.verdict(), row.says(), row.finding().text()));
        }
        return text.toString();
    }

    /** Puts the drill's section into the page, in place of the one that is there. */
    static void write(Path page, String name, String body) throws IOException {
        String text = Files.exists(page) ? Files.readString(page) : HEAD;
        String title = "\n## " + name + "\n";
        Pattern section = Pattern.compile(Pattern.quote(title) + "(?s:.*?)(?=\n## |\\z)");
        String fresh = title + body;
        Matcher there = section.matcher(text);
        Files.writeString(
                page,
                there.find() ? there.replaceFirst(Matcher.quoteReplacement(fresh)) : text + fresh);
    }

    /** A section: what was done, and what held. */
    static String body(String says, List<String> facts, List<Invariants.Row> rows, String command) {
        StringBuilder body = new StringBuilder();
        body.append("`").append(command).append("`: ").append(says).append(".\n\n");
        facts.forEach(fact -> body.append("- ").append(fact).append("\n"));
        body.append("\n| invariant | compared | |\n|---|---|---|\n");
        for (Invariants.Row row : rows) {
            body.append(
                    "| %s %s | %s | %s |%n"
                            .formatted(
                                    row.id(),
                                    row.says().replaceFirst(":.*", ""),
                                    row.finding().text(),
                                    row.verdict()));
        }
        return body.toString();
    }
}
