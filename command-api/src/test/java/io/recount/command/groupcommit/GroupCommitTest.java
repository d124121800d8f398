package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.groupcommit.LogInMemory.Fault;
import io.recount.command.groupcommit.Purse.Changed;
import io.recount.command.groupcommit.Purse.Explode;
import io.recount.command.groupcommit.Purse.Open;
import io.recount.command.groupcommit.Purse.PayIn;
import io.recount.command.groupcommit.Purse.Spend;
import io.recount.command.groupcommit.Purse.SpendThenRefuse;
import io.recount.command.groupcommit.Purse.WaitFor;
import io.recount.eventlog.RoundTrip;
import io.recount.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.axonframework.monitoring.MessageMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bus with Axon's own repositories, cache and event store, on a log in memory. Long because all
 * share one bus.
 */
class GroupCommitTest {
    private static final int QUEUE_MAX = 600;

    private final LogInMemory log = new LogInMemory();
    private final AggregateCache cache = new AggregateCache();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Integer> prepared = Collections.synchronizedList(new ArrayList<>());
    private final List<String> monitored = Collections.synchronizedList(new ArrayList<>());
    private EmbeddedEventStore store;
    private Lane lane;
    private GroupCommitBus bus;
    private CommandGateway gateway;

    @BeforeEach
    void wire() {
        store =
                EmbeddedEventStore.builder()
                        .storageEngine(log)
                        .messageMonitor(new AppliedEvents())
                        .build();
        Repository<Purse> purses =
                EventSourcingRepository.builder(Purse.class)
                        .eventStore(store)
                        .cache(cache)
                        .lockFactory(NullLockFactory.INSTANCE)
                        .build();
        LogWriter writer = new LogWriter(log, cache, new CatchUp(log, cache));
        log.listener = events -> writer.appended(events, new RoundTrip());
        var limits =
                new GroupCommitProperties(
                        QUEUE_MAX,
                        512,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5));
        var commitMeters = new GroupCommitMeters(meters);
        var groupCommit =
                new GroupCommit(
                        log,
                        writer,
                        List.of((commands, trip) -> prepared.add(commands.size())),
                        limits,
                        commitMeters);
        lane = new Lane(groupCommit, limits, commitMeters);
        bus =
                new GroupCommitBus(
                        SimpleCommandBus.builder().messageMonitor(this::monitor),
                        new ColdLoads(cache, Map.of("id", () -> purses)),
                        groupCommit,
                        lane);
        AggregateAnnotationCommandHandler.<Purse>builder()
                .aggregateType(Purse.class)
                .repository(purses)
                .build()
                .subscribe(bus);
        gateway = DefaultCommandGateway.builder().commandBus(bus).build();
        lane.start();
        gateway.sendAndWait(new Open("p"));
    }

    private MessageMonitor.MonitorCallback monitor(CommandMessage<?> command) {
        String name = command.getPayloadType().getSimpleName();
        return new MessageMonitor.MonitorCallback() {
            @Override
            public void reportSuccess() {
                monitored.add(name + " done");
            }

            @Override
            public void reportFailure(Throwable cause) {
                monitored.add(name + " failed");
            }

            @Override
            public void reportIgnored() {
                monitored.add(name + " ignored");
            }
        };
    }

    @AfterEach
    void stop() {
        lane.stop();
        store.shutDown();
    }

    @Test
    void whatArrivesDuringACommitIsOneTransactionAndEachCommandHasItsOwnAnswer() {
        // when
        List<CompletableFuture<Object>> answers =
                inOneBatch(
                        new PayIn("p", 5), new Spend("p", 3), new Spend("p", 3), new Spend("p", 2));

        // then
        assertThat(answers.get(0).join()).isEqualTo(5);
        assertThat(answers.get(1).join()).isEqualTo(2);
        assertThat(problem(answers.get(2)).code()).isEqualTo("TOO_LITTLE");
        assertThat(answers.get(3).join()).isEqualTo(0);
        assertThat(log.commits()).endsWith(3);
        assertThat(prepared).endsWith(4);
        assertThat(monitored).contains("PayIn done", "Spend done", "Spend failed");
    }

    @Test
    void anUnknownAggregateHurtsNobodyElse() {
        List<CompletableFuture<Object>> answers = inOneBatch(new PayIn("p", 1), new PayIn("q", 1));

        assertThat(answers.get(0).join()).isEqualTo(1);
        assertThat(failure(answers.get(1))).isInstanceOf(AggregateNotFoundException.class);
    }

    @Test
    void aBugFailsOnlyTheCommandThatHasIt() {
        // when
        List<CompletableFuture<Object>> answers =
                inOneBatch(new PayIn("p", 5), new Explode("p"), new Spend("p", 5));

        // then
        assertThat(answers.get(0).join()).isEqualTo(5);
        assertThat(failure(answers.get(1))).hasMessage("A bug");
        assertThat(answers.get(2).join()).isEqualTo(0);
        assertThat(log.payloads()).endsWith(new Changed("p", 5), new Changed("p", -5));
    }

    @Test
    void aRefusalAfterSomethingWasAppliedLeavesNothingOfIt() {
        List<CompletableFuture<Object>> answers =
                inOneBatch(new PayIn("p", 5), new SpendThenRefuse("p"), new Spend("p", 5));

        assertThat(problem(answers.get(1)).code()).isEqualTo("TOO_LATE");
        assertThat(answers.get(2).join()).isEqualTo(0);
        assertThat(log.payloads()).endsWith(new Changed("p", 5), new Changed("p", -5));
    }

    @Test
    void whereNoHandlerIsToBlameTheHalvesAreRunUntilTheOneIsFound() {
        // given: the first, the second and the fourth transaction's append is refused
        log.faults.addAll(List.of(Fault.NONE, Fault.APPEND_FAILS, Fault.APPEND_FAILS));
        log.faults.addAll(List.of(Fault.APPEND_FAILS, Fault.NONE));

        // when
        List<CompletableFuture<Object>> answers =
                inOneBatch(
                        new PayIn("p", 1), new PayIn("p", 1), new PayIn("p", 1), new PayIn("p", 1));

        // then
        assertThat(failure(answers.get(0))).hasMessage("A check was violated");
        assertThat(answers.subList(1, 4))
                .extracting(CompletableFuture::join)
                .containsExactly(1, 2, 3);
    }

    @Test
    void afterACommitThatCameToNothingTheBatchIsRunAgain() {
        log.faults.addAll(List.of(Fault.NONE, Fault.COMMIT_LOST));

        List<CompletableFuture<Object>> answers = inOneBatch(new PayIn("p", 5), new Spend("p", 3));

        assertThat(answers).extracting(CompletableFuture::join).containsExactly(5, 2);
        assertThat(log.payloads()).hasSize(3);
        assertThat(log.lookUps()).isEqualTo(1);
    }

    @Test
    void aCommitWhoseAnswerWasLostIsLookedUpAndNotRunAgain() {
        log.faults.addAll(List.of(Fault.NONE, Fault.ANSWER_LOST));

        List<CompletableFuture<Object>> answers = inOneBatch(new PayIn("p", 5), new Spend("p", 3));

        assertThat(answers).extracting(CompletableFuture::join).containsExactly(5, 2);
        assertThat(log.payloads()).hasSize(3);
        assertThat(gateway.<Integer>sendAndWait(new Spend("p", 2))).isEqualTo(0);
    }

    @Test
    void aCommitIsLookedUpUntilTheDatabaseAnswers() {
        log.faults.addAll(
                List.of(Fault.NONE, Fault.ANSWER_LOST, Fault.AWAY, Fault.AWAY, Fault.AWAY));

        assertThat(inOneBatch(new PayIn("p", 5)).get(0).join()).isEqualTo(5);
        assertThat(log.payloads()).hasSize(2);
    }

    @Test
    void aDatabaseThatStaysAwayIsToldAndTheNextCommandIsFine() {
        // given
        IntStream.range(0, 100).forEach(i -> log.faults.add(Fault.AWAY));

        // when
        Throwable failure = catchThrowable(() -> gateway.sendAndWait(new PayIn("p", 5)));

        // then
        assertThat(Outages.isOutage(failure)).isTrue();
        log.faults.clear();
        assertThat(gateway.<Integer>sendAndWait(new PayIn("p", 7))).isEqualTo(7);
    }

    @Test
    void whatAnotherInstanceAppendedIsSeenBeforeItIsDecidedOn() {
        // given
        gateway.sendAndWait(new PayIn("p", 5));
        log.appendedElsewhere(
                new GenericDomainEventMessage<>("Purse", "p", 2, new Changed("p", -4)));

        // then
        assertThat(catchThrowable(() -> gateway.sendAndWait(new Spend("p", 2))))
                .isInstanceOf(Problem.class);
        assertThat(gateway.<Integer>sendAndWait(new Spend("p", 1))).isEqualTo(0);
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        // when
        Object[] commands = new Object[QUEUE_MAX + 1];
        java.util.Arrays.fill(commands, new PayIn("p", 1));
        List<CompletableFuture<Object>> answers = inOneBatch(commands);

        // then
        Problem refused = problem(answers.get(QUEUE_MAX));
        assertThat(refused.code()).isEqualTo("OVERLOADED");
        assertThat(refused.status().value()).isEqualTo(429);
        assertThat(refused.retryAfter()).isNotNull();
        assertThat(answers.get(QUEUE_MAX - 1).join()).isEqualTo(QUEUE_MAX);
        assertThat(
                        meters.get("recount.group.commit.refused")
                                .tag("why", "queue full")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void aStopDoesWhatIsQueuedAndRefusesWhatComesAfter() {
        // given
        CountDownLatch go = new CountDownLatch(1);
        hold(go);
        CompletableFuture<Object> queued = gateway.send(new PayIn("p", 1));

        // when
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(lane::stop);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> problemOrNull(new PayIn("p", 1)) != null);
        go.countDown();
        stopped.join();

        // then
        assertThat(queued.join()).isEqualTo(1);
        assertThat(problemOrNull(new PayIn("p", 1)).code()).isEqualTo("STOPPING");
        assertThat(log.payloads()).endsWith(new Changed("p", 1));
    }

    private Problem problemOrNull(Object command) {
        CompletableFuture<Object> answer = gateway.send(command);
        return answer.isCompletedExceptionally() ? problem(answer) : null;
    }

    @Test
    void aColdAggregateIsReadByTheCallerAndCached() {
        cache.removeAll();
        CountDownLatch go = new CountDownLatch(1);
        hold(go);
        cache.removeAll();

        CompletableFuture<Object> answer = gateway.send(new PayIn("p", 1));

        assertThat(cache.containsKey("p")).isTrue(); // While the lane is held up.
        go.countDown();
        assertThat(answer.join()).isEqualTo(1);
    }

    @Test
    void interceptorsAndCorrelationDataWorkInTheLane() {
        // given
        bus.registerHandlerInterceptor(
                new CorrelationDataInterceptor<>(new SimpleCorrelationDataProvider("actor")));
        bus.registerHandlerInterceptor(
                (unit, chain) -> {
                    assertThat(Thread.currentThread().getName()).isEqualTo("group-commit");
                    return (int) chain.proceed() + 1_000;
                });
        bus.registerDispatchInterceptor(
                commands -> (i, command) -> command.andMetaData(Map.of("actor", "bob")));
        List<Object> actors = Collections.synchronizedList(new ArrayList<>());
        bus.registerHandlerInterceptor(
                (unit, chain) -> {
                    Object result = chain.proceed();
                    actors.add(CurrentUnitOfWork.get().getCorrelationData().get("actor"));
                    return result;
                });

        // then
        assertThat(inOneBatch(new PayIn("p", 1), new PayIn("p", 1)))
                .extracting(CompletableFuture::join)
                .containsExactly(1_001, 1_002);
        assertThat(actors).containsOnly("bob");
        assertThatThrownBy(
                        () ->
                                bus.dispatch(
                                        new GenericCommandMessage<>("nobody's"),
                                        (c, r) -> {
                                            throw new IllegalStateException(r.exceptionResult());
                                        }))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Queues them while the lane is at another command, so that it finds them together. */
    private List<CompletableFuture<Object>> inOneBatch(Object... commands) {
        CountDownLatch go = new CountDownLatch(1);
        hold(go);
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (Object command : commands) {
            answers.add(gateway.send(command));
        }
        go.countDown();
        return answers;
    }

    private void hold(CountDownLatch go) {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Object> held = gateway.send(new WaitFor("p", begun, go));
        await().atMost(Duration.ofSeconds(60)).until(() -> begun.getCount() == 0);
        assertThat(held).isNotDone();
    }

    private static Throwable failure(CompletableFuture<Object> answer) {
        Throwable thrown = catchThrowable(answer::join);
        return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }

    private static Problem problem(CompletableFuture<Object> answer) {
        return (Problem) failure(answer);
    }
}
