package io.recount.command.traffic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recount.rules.AgentClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What kind of program an agent names. Agents repeat, so answers are remembered. */
@Component
class AgentClasses {
    private static final Logger LOG = LoggerFactory.getLogger(AgentClasses.class);

    /** A longer agent is judged by so much of it. */
    private static final int LENGTH_MAX = 1_000;

    private static final int REMEMBERED_MAX = 10_000;

    /** What all browsers begin with, for reasons of 1994; Opera did not until 2013. */
    private static final Pattern BROWSER = Pattern.compile("(Mozilla/\\d|Opera/\\d).*");

    private final CrawlerAgents crawlers;
    private final List<String> allowed;
    private final Cache<String, AgentClass> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    AgentClasses(TrafficProperties properties) throws IOException {
        Path file = properties.crawlers();
        try (InputStream list =
                file == null
                        ? Bundled.open("crawler-user-agents.json")
                        : Files.newInputStream(file)) {
            this.crawlers = CrawlerAgents.read(list);
        }
        this.allowed = properties.allowedAgents();
        LOG.info("{} known crawlers from {}", crawlers.size(), file == null ? "the bundle" : file);
    }

    AgentClass of(@Nullable String agent) {
        if (agent == null || agent.isBlank()) {
            return AgentClass.UNKNOWN;
        }
        String judged = agent.length() <= LENGTH_MAX ? agent : agent.substring(0, LENGTH_MAX);
        AgentClass known = remembered.getIfPresent(judged);
        if (known == null) {
            known = judge(judged);
            remembered.put(judged, known);
        }
        return known;
    }

    private AgentClass judge(String agent) {
        if (allowed.stream().noneMatch(agent::startsWith) && crawlers.matches(agent)) {
            return AgentClass.CRAWLER;
        }
        return BROWSER.matcher(agent).matches() ? AgentClass.BROWSER : AgentClass.APP;
    }
}
