package io.recount.command.traffic;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.traffic.*}.
 *
 * @param crawlers file with the list of crawlers; the bundled one where none is named
 * @param dataCentres file with the list of data centres' addresses; the bundled one where none is
 *     named
 * @param allowedAgents agents that begin so are no crawlers, whatever the list says
 * @param minClickMs a click sooner than this after its ad was served is refused
 * @param repeatWithin so long another click of the same visitor on the same ad is refused
 */
@ConfigurationProperties("recount.traffic")
public record TrafficProperties(
        @Nullable Path crawlers,
        @Nullable Path dataCentres,
        @DefaultValue List<String> allowedAgents,
        @DefaultValue("100") long minClickMs,
        @DefaultValue("3s") Duration repeatWithin) {
    public TrafficProperties {
        allowedAgents = List.copyOf(allowedAgents);
    }
}
