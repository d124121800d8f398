package io.recount.ops.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.parts.Lags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How fast the components are and how far behind, as they say themselves: the services' Prometheus
 * pages, Flink's REST API, the broker's consumer groups. Rates are taken over one second.
 */
final class Measures {
    private static final long INTERVAL_MS = 1_000;

    private final Map<String, Double> perSecond = new HashMap<>();
    private final Map<String, Long> lags = new HashMap<>();
    private final Set<String> unhealthy = new HashSet<>();

    private Measures() {}

    /** What is counted at one of the services: the sum of these counters, and the greatest lag. */
    private record Service(String name, String url, List<String> counters, List<String> lags) {}

    static Measures take(Settings settings) {
        Measures measures = new Measures();
        Api api = new Api();
        List<Service> services =
                List.of(
                        new Service(
                                "command-api",
                                settings.commandApi(),
                                List.of("http_server_requests_seconds_count"),
                                List.of("recount_relay_lag_events")),
                        new Service(
                                "projections",
                                settings.projections(),
                                List.of("recount_projection_events_total"),
                                List.of("recount_projection_lag")),
                        new Service(
                                "worker",
                                settings.worker(),
                                List.of("recount_inbox_messages_total"),
                                List.of("recount_inbox_lag")),
                        new Service(
                                "query-api",
                                settings.queryApi(),
                                List.of("http_server_requests_seconds_count"),
                                List.of()));
        Map<String, Double> before = new HashMap<>();
        services.parallelStream().forEach(s -> measures.count(api, s, before));
        double flinkBefore = flinkRecords(api, settings);
        Pause.ms(INTERVAL_MS);
        Map<String, Double> after = new HashMap<>();
        CompletableFuture<Map<String, Long>> groups =
                CompletableFuture.supplyAsync(() -> Lags.ofGroups(settings.kafka()));
        services.parallelStream().forEach(s -> measures.count(api, s, after));
        double flinkAfter = flinkRecords(api, settings);
        after.forEach(
                (name, count) -> {
                    if (before.containsKey(name)) {
                        measures.perSecond.put(name, rate(before.get(name), count));
                    }
                });
        if (flinkBefore >= 0 && flinkAfter >= 0) {
            measures.perSecond.put("flink", rate(flinkBefore, flinkAfter));
        }
        measures.takeGroups(groups.join());
        return measures;
    }

    private static double rate(double before, double after) {
        return Math.max(0, (after - before) * 1_000 / INTERVAL_MS);
    }

    private void count(Api api, Service service, Map<String, Double> into) {
        try {
            Api.Answer page = api.get(service.url() + "/actuator/prometheus", "");
            if (!page.succeeded()) {
                mark(service.name());
                return;
            }
            Double count = sum(page.text(), service.counters());
            Double lag = sum(page.text(), service.lags());
            synchronized (this) {
                if (count != null) {
                    into.put(service.name(), count);
                }
                if (lag != null) {
                    lags.put(service.name(), lag.longValue());
                }
            }
        } catch (IOException e) {
            mark(service.name());
        }
    }

    private synchronized void mark(String name) {
        unhealthy.add(name);
    }

    /** The sum of all samples whose name begins with one of these; null when there is none. */
    static @Nullable Double sum(String page, List<String> names) {
        List<Double> samples = new ArrayList<>();
        for (String line : page.lines().toList()) {
            int space = line.lastIndexOf(' ');
            boolean wanted = names.stream().anyMatch(name -> isSampleOf(line, name));
            if (wanted && space > 0 && !line.contains("uri=\"/actuator")) {
                samples.add(Double.parseDouble(line.substring(space + 1)));
            }
        }
        return samples.isEmpty()
                ? null
                : samples.stream().filter(Double::isFinite).mapToDouble(Double::doubleValue).sum();
    }

    private static boolean isSampleOf(String line, String name) {
        return line.startsWith(name + "{") || line.startsWith(name + " ");
    }

    /** Records that the job's sources have read since its start, or -1. */
    private static double flinkRecords(Api api, Settings settings) {
        try {
            JsonNode jobs = api.get(settings.flink() + "/jobs/overview", "").body().path("jobs");
            for (JsonNode job : jobs) {
                if (job.path("state").asText().equals("RUNNING")) {
                    String id = job.path("jid").asText();
                    JsonNode vertices =
                            api.get(settings.flink() + "/jobs/" + id, "").body().path("vertices");
                    return vertices.path(0).path("metrics").path("write-records").asDouble(-1);
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    private void takeGroups(Map<String, Long> groups) {
        groups.forEach(
                (group, lag) -> {
                    if (group.contains("flink") || group.contains("analytics")) {
                        lags.merge("flink", lag, Long::sum);
                    }
                });
    }

    @Nullable Double perSecond(String name) {
        return perSecond.get(name);
    }

    @Nullable Long lag(String name) {
        return lags.get(name);
    }

    boolean isUnhealthy(String name) {
        return unhealthy.contains(name);
    }
}
