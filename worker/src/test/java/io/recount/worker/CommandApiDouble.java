package io.recount.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands for command-api: an HTTP server that takes what {@code ops/docs/api.md} says and refuses
 * everything else, runs each idempotency key once, and fails as a test tells it.
 */
public final class CommandApiDouble implements AutoCloseable {
    private static final Pattern PAUSE = Pattern.compile("/v1/campaigns/([0-9a-z-]+)/pause");
    private static final Pattern SCORES =
            Pattern.compile("/v1/campaigns/([0-9a-z-]+)/quality-scores");
    private static final int CLICKS_MAX = 500;

    private final JsonMapper json = new JsonMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Call> executed = new ConcurrentLinkedQueue<>();
    private final Map<String, Answered> byKey = new ConcurrentHashMap<>();
    private final Map<String, Queue<Answer>> next = new ConcurrentHashMap<>();

    /** A call as it came. */
    public record Call(String method, String path, @Nullable String key, JsonNode body) {}

    /** What is answered. */
    public record Answer(int status, String body, Map<String, String> headers) {
        public static Answer problem(int status, String code) {
            String body =
                    "{\"status\":%d,\"code\":\"%s\",\"detail\":\"as told\"}"
                            .formatted(status, code);
            return new Answer(status, body, Map.of());
        }

        public Answer with(String header, String value) {
            return new Answer(status, body, Map.of(header, value));
        }

        private static Answer ok(int status, String body) {
            return new Answer(status, body, Map.of());
        }
    }

    private record Answered(JsonNode body, Answer answer) {}

    public CommandApiDouble() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next calls to that path are answered so, one after another, and do nothing. */
    public void answerNext(String path, Answer... answers) {
        next.computeIfAbsent(path, p -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
    }

    /** All calls to that path that came, whatever became of them. */
    public List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    /** Those that were carried out. */
    public List<Call> executed(String path) {
        return executed.stream().filter(call -> call.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody().readAllBytes());
        Call call =
                new Call(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                        body);
        calls.add(call);
        Queue<Answer> told = next.getOrDefault(call.path(), new ArrayDeque<>());
        Answer answer = told.poll();
        respond(exchange, answer == null ? once(exchange, call) : answer);
    }

    private Answer once(HttpExchange exchange, Call call) {
        String key = call.key();
        if (key == null) {
            return decide(exchange, call);
        }
        synchronized (this) {
            Answered first = byKey.get(key);
            if (first != null) {
                return first.body().equals(call.body())
                        ? first.answer().with("Idempotency-Replayed", "true")
                        : Answer.problem(422, "IDEMPOTENCY_KEY_REUSED");
            }
            Answer answer = decide(exchange, call);
            if (answer.status() < 300) {
                byKey.put(key, new Answered(call.body(), answer));
            }
            return answer;
        }
    }

    private Answer decide(HttpExchange exchange, Call call) {
        if (!"local-service".equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))) {
            return Answer.problem(401, "UNKNOWN_KEY");
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return Answer.problem(415, "NOT_JSON");
        }
        Answer answer = answer(exchange, call);
        if (answer.status() < 300) {
            executed.add(call);
        }
        return answer;
    }

    private Answer answer(HttpExchange exchange, Call call) {
        String route = call.method() + " " + call.path();
        if (PAUSE.matcher(call.path()).matches() && call.method().equals("POST")) {
            return onlyWith(call, Set.of("cause", "day", "reason"))
                    ? Answer.ok(200, "{\"status\":\"PAUSED\",\"pauseReasons\":[\"DAY\"]}")
                    : Answer.problem(400, "MALFORMED");
        }
        if (SCORES.matcher(call.path()).matches() && call.method().equals("PUT")) {
            return exchange.getRequestHeaders().getFirst("If-Match") == null
                    ? Answer.problem(428, "IF_MATCH_REQUIRED")
                    : Answer.ok(200, "{\"version\":3,\"position\":9}");
        }
        if (route.equals("POST /v1/traffic-holds")) {
            return onlyWith(call, Set.of("kind", "value", "until", "reason"))
                    ? Answer.ok(201, "{\"holdId\":\"hold-" + executed.size() + "\"}")
                    : Answer.problem(400, "MALFORMED");
        }
        if (route.equals("POST /v1/credits")) {
            return credits(call);
        }
        return Answer.problem(404, "NOT_FOUND");
    }

    /** Each click costs 70 KRW; a reason of {@code LARGE} is over the limit. */
    private Answer credits(Call call) {
        JsonNode clicks = call.body().path("clickIds");
        if (!onlyWith(call, Set.of("clickIds", "reason"))
                || call.key() == null
                || clicks.isEmpty()
                || clicks.size() > CLICKS_MAX) {
            return Answer.problem(400, "MALFORMED");
        }
        long micros = clicks.size() * 70_000_000L;
        if (call.body().path("reason").asString().equals("LARGE")) {
            return Answer.ok(202, "{\"proposalId\":\"credit-1\",\"amountMicros\":" + micros + "}");
        }
        List<Map<String, Object>> perClick = new ArrayList<>();
        for (JsonNode click : clicks) {
            perClick.add(
                    Map.of(
                            "clickId",
                            click.asString(),
                            "result",
                            "CREDITED",
                            "creditedMicros",
                            70_000_000L));
        }
        Map<String, Object> answer = new HashMap<>();
        answer.put("creditedMicros", micros);
        answer.put("perClick", perClick);
        return Answer.ok(200, json.writeValueAsString(answer));
    }

    private static boolean onlyWith(Call call, Set<String> fields) {
        return new TreeSet<>(call.body().propertyNames()).equals(new TreeSet<>(fields));
    }

    private static void respond(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(UTF_8);
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Everything that was carried out, in order. */
    public List<Call> executed() {
        return Collections.unmodifiableList(new ArrayList<>(executed));
    }
}
