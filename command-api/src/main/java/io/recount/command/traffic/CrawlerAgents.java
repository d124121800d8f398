package io.recount.command.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A list of crawlers by what their agent says: a JSON array of objects, each with a regular
 * expression under {@code pattern}, as the project crawler-user-agents publishes it.
 *
 * <p>Nearly all of its 1,500 expressions are plain texts. Those go into a trie that is entered at
 * every character of the agent; the others are tried one by one. That takes 35 µs an agent, and one
 * expression of them all 2 ms.
 */
final class CrawlerAgents {
    private static final String SPECIAL = "\\[](){}.*+?^$|";

    private final Node plain = new Node();
    private final List<Pattern> expressions = new ArrayList<>();
    private final int size;

    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>();
        private boolean end;
    }

    private CrawlerAgents(List<String> patterns) {
        for (String pattern : patterns) {
            String text = plainText(pattern);
            if (text == null) {
                expressions.add(Pattern.compile(pattern));
            } else {
                add(text);
            }
        }
        this.size = patterns.size();
    }

    /**
     * @throws IOException also for what is no such list
     */
    static CrawlerAgents read(InputStream json) throws IOException {
        try {
            List<String> patterns = new ArrayList<>();
            for (JsonNode entry : JsonMapper.shared().readTree(json)) {
                String pattern = entry.path("pattern").asString("");
                if (pattern.isEmpty()) {
                    throw new IOException("An entry without a pattern: " + entry);
                }
                patterns.add(pattern);
            }
            return new CrawlerAgents(patterns);
        } catch (JacksonException | PatternSyntaxException e) {
            throw new IOException("No list of crawlers", e);
        }
    }

    /** What the expression stands for if it stands for one text, else null. */
    private static @Nullable String plainText(String pattern) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                c = pattern.charAt(i);
                if (Character.isLetterOrDigit(c)) {
                    return null; // \d, \s, \b …
                }
            } else if (SPECIAL.indexOf(c) >= 0) {
                return null;
            }
            text.append(c);
        }
        return text.toString();
    }

    private void add(String text) {
        Node node = plain;
        for (int i = 0; i < text.length(); i++) {
            node = node.next.computeIfAbsent(text.charAt(i), c -> new Node());
        }
        node.end = true;
    }

    boolean matches(String agent) {
        for (int from = 0; from < agent.length(); from++) {
            if (startsAt(agent, from)) {
                return true;
            }
        }
        return expressions.stream().anyMatch(expression -> expression.matcher(agent).find());
    }

    private boolean startsAt(String agent, int from) {
        Node node = plain;
        for (int i = from; i < agent.length(); i++) {
            node = node.next.get(agent.charAt(i));
            if (node == null) {
                return false;
            }
            if (node.end) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return size;
    }
}
