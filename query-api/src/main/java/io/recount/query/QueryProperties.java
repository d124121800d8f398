package io.recount.query;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.query.*}.
 *
 * @param zone the marketplace's own zone, in which pages show instants
 * @param projectionsUrl where projections listens
 * @param workerUrl where the worker listens
 * @param readModelProcessors the event processors that write {@code read_model}: what a query with
 *     {@code minPosition} waits for
 * @param positionWaitMax how long it waits
 * @param liveInterval how often the live page's figures are read while somebody looks
 * @param liveClientsMax how many may look at once
 */
@ConfigurationProperties("recount.query")
public record QueryProperties(
        @DefaultValue("Asia/Seoul") ZoneId zone,
        @DefaultValue("http://127.0.0.1:8082") URI projectionsUrl,
        @DefaultValue("http://127.0.0.1:8083") URI workerUrl,
        @DefaultValue({"campaign", "spend", "experiment", "review"})
                List<String> readModelProcessors,
        @DefaultValue("1s") Duration positionWaitMax,
        @DefaultValue("500ms") Duration liveInterval,
        @DefaultValue("200") int liveClientsMax) {}
