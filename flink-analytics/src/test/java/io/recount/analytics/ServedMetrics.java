package io.recount.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What dashboards and alarms are made of, in Prometheus' form. */
final class ServedMetrics {
    /** Two megabytes, from a machine that may be busy: rather asked for again than waited for. */
    private static final Duration A_PAGE = Duration.ofSeconds(15);

    private static final List<String> NAMES =
            Stream.concat(
                            Stream.of(
                                            // Throughput, back-pressure, how far event time is.
                                            "numRecordsInPerSecond",
                                            "numRecordsOutPerSecond",
                                            "backPressuredTimeMsPerSecond",
                                            "operator_currentInputWatermark",
                                            // What came in and does not count.
                                            "operator_brokenMessages",
                                            "operator_repeats",
                                            "operator_tooLate",
                                            "operator_missingEvents",
                                            // Accuracy of budget sync: comparisons less drifts.
                                            "operator_comparisons",
                                            "operator_drifts",
                                            "operator_botAlerts",
                                            "operator_surgeAlerts",
                                            // Results that Redis has not confirmed yet.
                                            "operator_waiting")
                                    .map("flink_taskmanager_job_task_"::concat),
                            Stream.of(
                                            "numberOfCompletedCheckpoints",
                                            "numberOfFailedCheckpoints",
                                            "lastCheckpointDuration",
                                            "lastCheckpointSize",
                                            "numRestarts")
                                    .map("flink_jobmanager_job_"::concat))
                    .toList();

    private ServedMetrics() {}

    static void awaitAllAt(int port, Duration limit) {
        var page =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                        .timeout(A_PAGE)
                        .build();
        var client = HttpClient.newHttpClient();
        await().atMost(limit)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(
                        () ->
                                assertThat(names(client.send(page, BodyHandlers.ofString()).body()))
                                        .containsAll(NAMES));
    }

    /** Of all samples. */
    private static Set<String> names(String page) {
        return page.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }
}
