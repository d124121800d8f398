package io.recount.ops.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.recount.ops.parts.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code ops/recount worker run}, told by a worker what this test wants; a real one is asked in
 * {@link EndToEndIT}.
 */
class RunJobCommandTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer worker;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        worker.createContext("/actuator/health/liveness", RunJobCommandTest::ok);
        worker.createContext("/v1/jobs", this::answer);
        worker.start();
    }

    @AfterEach
    void stop() {
        worker.stop(0);
    }

    @Test
    void asksForTheJobFollowsItThroughAnOutageAndSaysWhatItDid() {
        // given
        answers.add(new Answer(202, "{\"id\": 7}"));
        answers.add(run("WAITING", 0, 0, null));
        answers.add(run("RUNNING", 1, 3, null));
        answers.add(new Answer(503, ""));
        answers.add(new Answer(503, ""));
        answers.add(run("DONE", 3, 3, "3 days settled"));

        // when
        CommandLineRun run =
                run("settlement", "--day", "2026-11-22", "--advertiser", "adv 1&role=x");

        // then
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("settlement: 3 days settled");
        assertThat(asked)
                .containsExactly(
                        "POST /v1/jobs/settlement/runs?day=2026-11-22"
                                + "&advertiserId=adv%201%26role%3Dx",
                        "GET /v1/jobs/runs/7",
                        "GET /v1/jobs/runs/7",
                        "GET /v1/jobs/runs/7",
                        "GET /v1/jobs/runs/7",
                        "GET /v1/jobs/runs/7");
    }

    @Test
    void aRunThatFailsIsToldWithItsReason() {
        // given
        answers.add(new Answer(202, "{\"id\": 7}"));
        answers.add(run("FAILED", 1, 3, "the log is away"));

        // when
        CommandLineRun run = run("daily");

        // then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("recount: daily failed: the log is away")
                .contains("ops/recount logs worker");
        assertThat(asked).first().isEqualTo("POST /v1/jobs/daily/runs");
    }

    @Test
    void whatTheWorkerRefusesIsToldInItsWords() {
        // given
        answers.add(new Answer(404, "{\"detail\": \"No job nothing; there are daily\"}"));

        // when
        CommandLineRun run = run("nothing");

        // then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("recount: No job nothing; there are daily" + "\n");
    }

    @Test
    void nothingIsAskedWhereTheCommandLineIsNotUnderstood() {
        assertThat(run("settlement", "--day", "soon"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("'--day'").contains("soon"));
        assertThat(run("settlement", "--day", "2026-02-30").status()).isEqualTo(2);
        assertThat(run())
                .satisfies(run -> assertThat(run.status()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("JOB"));
        assertThat(run("settlement", "daily").status()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutAWorkerItSaysHowToGetOne() {
        // given
        Settings nobody = settings(Ports.free());

        // when
        CommandLineRun run = CommandLineRun.of(nobody, "worker", "run", "settlement");

        // then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("the worker does not answer: ops/recount up first");
    }

    private CommandLineRun run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "worker";
        all[1] = "run";
        System.arraycopy(args, 0, all, 2, args.length);
        return CommandLineRun.of(settings(worker.getAddress().getPort()), all);
    }

    private static Settings settings(int workerPort) {
        Path nowhere = Path.of("target", "no-stack");
        return new Settings(
                nowhere, nowhere, Map.of("RECOUNT_WORKER_PORT", Integer.toString(workerPort)));
    }

    private static Answer run(String status, int done, int total, String note) {
        boolean ended = !status.equals("WAITING") && !status.equals("RUNNING");
        return new Answer(
                200,
                """
                {"id": 7, "status": "%s", "done": %d, "total": %d, "finishedAt": %s, "note": %s}"""
                        .formatted(
                                status,
                                done,
                                total,
                                ended ? "\"2026-11-24T01:02:03Z\"" : "null",
                                note == null ? "null" : "\"" + note + "\""));
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Answer answer = answers.remove();
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        reply(exchange, answer.status(), answer.body());
    }

    private static void ok(HttpExchange exchange) throws IOException {
        reply(exchange, 200, "");
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
