package io.recount.worker.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Topics;
import io.recount.wire.AvroCodec;
import io.recount.worker.RunningWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is there before its broker. */
class KafkaAwayIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void livesWithoutABrokerSaysWhatIsMissingAndReadsOnceItIsThere(@TempDir Path folder)
            throws Exception {
        // given: nobody answers there yet
        Kafka kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("kafka.log"),
                        Ports.free(),
                        Ports.free());
        String servers = kafka.bootstrapServers();
        try (RunningWorker worker =
                RunningWorker.onNewDatabase(Map.of("spring.kafka.bootstrap-servers", servers))) {
            assertThat(get(worker, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(worker, "/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(worker, "/actuator/health/readiness").body())
                    .contains("Kafka has not answered");

            // when
            kafka.start();
            Topics.ensure(servers);
            send(servers, "ad-of-a-late-broker");

            // then
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(worker.revisionsOf("ad-of-a-late-broker"))
                                            .containsExactly(3L));
            await().atMost(LIMIT)
                    .until(() -> get(worker, "/actuator/health/readiness").statusCode() == 200);
        } finally {
            kafka.stopNow();
        }
    }

    private static HttpResponse<String> get(RunningWorker worker, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(worker.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void send(String servers, String adId) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] result = AvroCodec.encode(RunningWorker.result(adId, 3).build());
            producer.send(new ProducerRecord<>(RunningWorker.TOPIC, result)).get();
        }
    }
}
