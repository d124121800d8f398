package io.recount.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recount.ops.parts.ProcessIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor over real processes: {@code sleep} stands where the services do. */
class SupervisorTest {
    @TempDir private Path data;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final List<Supervisor> supervisors = new ArrayList<>();

    @AfterEach
    void stopAll() {
        supervisors.forEach(Supervisor::close);
    }

    @Test
    void aRefusedSecondUpLeavesTheRunningStacksStateAlone() throws IOException {
        // given
        Supervisor running = supervisor();
        running.takeOver();
        running.start(List.of(sleeping("redis")));
        running.awaitUp(List.of("redis"));
        running.ready();
        StackState before = state();

        // when
        Supervisor second = supervisor();
        assertThatThrownBy(second::takeOver)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("already running");
        second.close();

        // then
        assertThat(state()).isEqualTo(before);
        assertThat(processOf("redis").find()).isPresent();
    }

    @Test
    void aKilledProcessIsStartedAgainAndTheStateSaysSo() throws IOException {
        // given
        Supervisor running = supervisor();
        running.takeOver();
        running.start(List.of(sleeping("redis")));
        running.awaitUp(List.of("redis"));
        ProcessIdentity first = processOf("redis");

        // when
        first.find().orElseThrow().destroyForcibly();

        // then
        await().atMost(Duration.ofSeconds(60))
                .until(() -> entry("redis").restarts() == 1 && entry("redis").state().equals("UP"));
        assertThat(processOf("redis")).isNotEqualTo(first);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("ended with 137");
    }

    @Test
    void whatAKilledSupervisorLeftBehindIsEndedByTheNextOne() throws IOException {
        // given
        Process orphan = new ProcessBuilder("sleep", "600").start();
        new StackState(
                        null,
                        true,
                        List.of(
                                new StackState.Entry(
                                        "redis",
                                        "UP",
                                        ProcessIdentity.of(orphan.toHandle()),
                                        0,
                                        0,
                                        "TERM")))
                .write(data);

        // when
        supervisor().takeOver();

        // then
        assertThat(orphan.isAlive()).isFalse();
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("left behind");
    }

    @Test
    void aComponentThatNeverComesUpIsGivenUpWithTheEndOfItsLog() throws IOException {
        // given
        Supervisor running = supervisor();
        running.takeOver();

        // when
        running.start(List.of(component("redis", "echo no room left; exit 3")));

        // then
        assertThatThrownBy(() -> running.awaitUp(List.of("redis")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("redis does not come up (ended with 3)")
                .hasMessageContaining("no room left");
    }

    @Test
    void closingStopsEveryProcessAndEmptiesTheState() throws IOException {
        // given
        Supervisor running = supervisor();
        running.takeOver();
        running.start(List.of(sleeping("redis"), sleeping("traffic")));
        running.awaitUp(List.of("redis", "traffic"));
        ProcessIdentity redis = processOf("redis");
        ProcessIdentity traffic = processOf("traffic");

        // when
        running.close();

        // then
        assertThat(redis.find()).isEmpty();
        assertThat(traffic.find()).isEmpty();
        assertThat(state().components()).isEmpty();
        assertThat(state().supervisorRuns()).isFalse();
    }

    private Supervisor supervisor() {
        Settings settings = new Settings(data, data, Map.of());
        Console console = new Console(new PrintStream(told, true, StandardCharsets.UTF_8), false);
        Supervisor supervisor = new Supervisor(settings, console);
        supervisors.add(supervisor);
        return supervisor;
    }

    private static Component sleeping(String name) {
        return component(name, "exec sleep 600");
    }

    /** Ready once it has lived for a moment, so that one that ends at once never is. */
    private static Component component(String name, String script) {
        long[] looks = new long[1];
        return new Component(
                name,
                0,
                List.of(),
                () -> looks[0] = 0,
                () -> List.of("sh", "-c", script),
                () -> looks[0]++ > 1,
                () -> {},
                "TERM");
    }

    private StackState state() {
        return StackState.read(data).orElseThrow();
    }

    private StackState.Entry entry(String name) {
        return state().components().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ProcessIdentity processOf(String name) {
        return Objects.requireNonNull(entry(name).process());
    }
}
