package io.recount.eventlog;

import static io.recount.eventlog.TestLog.event;
import static io.recount.eventlog.TestLog.events;
import static io.recount.eventlog.TestLog.oneTo;
import static io.recount.eventlog.TestLog.positions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.audit.Verdict.Intact;
import io.recount.event.Heartbeat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogEngineIT {
    private static final int WRITERS = 8;
    private static final int APPENDS = 60;

    private final List<List<Appended>> heard = new ArrayList<>();
    private final TestLog log = TestLog.fresh((events, trip) -> heard.add(events));

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whatWasAppendedComesBackByPositionAndByAggregate() {
        DomainEventMessage<?> first =
                event("a", 0).andMetaData(Map.of("actorKeyId", "local-operator"));
        log.append(first, event("b", 0));
        log.append(event("a", 1));

        List<TrackedEventMessage<?>> all = log.readAfter(log.engine.createTailToken());

        assertThat(positions(all)).isEqualTo(oneTo(3));
        DomainEventMessage<?> read = (DomainEventMessage<?>) all.get(0);
        assertThat(read.getIdentifier()).isEqualTo(first.getIdentifier());
        assertThat(read.getTimestamp().toEpochMilli())
                .isEqualTo(first.getTimestamp().toEpochMilli());
        assertThat(read.getPayload()).isEqualTo(first.getPayload());
        assertThat(read.getMetaData()).isEqualTo(first.getMetaData());
        assertThat(read.getType()).isEqualTo("Budget");
        assertThat(log.engine.readEvents("a", 0).asStream().map(e -> e.getSequenceNumber()))
                .containsExactly(0L, 1L);
        assertThat(log.engine.lastSequenceNumberFor("a")).hasValue(1L);
        assertThat(log.engine.lastSequenceNumberFor("none")).isEmpty();
        assertThat(log.verify(List.of())).isEqualTo(new Intact(3, 0));
    }

    @Test
    void anEventOfNoAggregateStaysOne() {
        log.append(
                new GenericEventMessage<>(
                        new Heartbeat(Instant.EPOCH, 1L), MetaData.emptyInstance()));

        assertThat(log.readAfter(log.engine.createTailToken()))
                .singleElement()
                .isNotInstanceOf(DomainEventMessage.class);
    }

    @Test
    void aBatchOf512EventsAndALongStreamAreReadWhole() {
        log.engine.appendEvents(events("a", 0, 512));

        assertThat(positions(log.readAfter(log.engine.createTailToken()))).isEqualTo(oneTo(512));
        assertThat(log.engine.readEvents("a", 100).asStream()).hasSize(412);
        assertThat(log.verify(List.of())).isEqualTo(new Intact(512, 0));
    }

    @Test
    void eightWritersGetEveryPositionOnceAndAReaderMissesNone() {
        // given: a reader that goes on from its last token while they write
        List<TrackedEventMessage<?>> read = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<CompletableFuture<Void>> writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(w -> CompletableFuture.runAsync(() -> write(w), threads))
                        .toList();
        CompletableFuture<Void> all =
                CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));

        // when
        TrackingToken token = log.engine.createTailToken();
        boolean done;
        do {
            done = all.isDone();
            List<TrackedEventMessage<?>> more = log.readAfter(token);
            read.addAll(more);
            token = more.isEmpty() ? token : more.get(more.size() - 1).trackingToken();
        } while (!done);
        all.join();
        threads.shutdown();

        // then
        int count = Math.toIntExact(log.head.read().position());
        assertThat(positions(read)).isEqualTo(oneTo(count));
        assertThat(log.verify(List.of())).isEqualTo(new Intact(count, 0));
        assertThat(heard).hasSize(WRITERS * APPENDS);
    }

    /** Some of the transactions fail after they were given their positions. */
    private void write(int writer) {
        Random random = new Random(writer);
        long sequence = 0;
        for (int append = 0; append < APPENDS; append++) {
            List<DomainEventMessage<Heartbeat>> batch =
                    events("writer-" + writer, sequence, 1 + random.nextInt(5));
            boolean fails = random.nextInt(10) == 0;
            log.inTransaction.executeWithoutResult(
                    status -> {
                        log.engine.appendEvents(batch);
                        if (fails) {
                            status.setRollbackOnly();
                        }
                    });
            sequence += fails ? 0 : batch.size();
        }
    }

    @Test
    void whoComesSecondOnASequenceNumberLosesAndUsesUpNoPosition() {
        log.append(event("a", 0));

        assertThatThrownBy(() -> log.append(event("b", 0), event("a", 0)))
                .isInstanceOf(ConcurrencyException.class);
        log.append(event("b", 0));

        assertThat(positions(log.readAfter(log.engine.createTailToken()))).isEqualTo(oneTo(2));
        assertThat(log.verify(List.of())).isEqualTo(new Intact(2, 0));
    }

    @Test
    void oneEventCannotBeAppendedTwice() {
        DomainEventMessage<Heartbeat> event = event("a", 0);
        log.append(event);

        assertThatThrownBy(
                        () ->
                                log.append(
                                        new GenericDomainEventMessage<>(
                                                "Budget", "b", 0, event, event::getTimestamp)))
                .isInstanceOf(ConcurrencyException.class);
    }

    @Test
    void severalAppendsOfOneTransactionFollowEachOther() {
        log.inTransaction.executeWithoutResult(
                status -> {
                    LogHead.Head before = log.head.lock();
                    log.append("a", 2);
                    assertThat(log.head.lock().position()).isEqualTo(before.position() + 2);
                    log.append("b", 2);
                });

        assertThat(log.verify(List.of())).isEqualTo(new Intact(4, 0));
    }

    @Test
    void whatWasTakenBackToASavepointLeavesNoHole() {
        log.inTransaction.executeWithoutResult(
                status -> {
                    log.append("a", 2);
                    Object savepoint = status.createSavepoint();
                    log.append("b", 3);
                    status.rollbackToSavepoint(savepoint);
                    log.append("c", 1);
                });

        assertThat(log.verify(List.of())).isEqualTo(new Intact(3, 0));
    }

    @Test
    void listenersHearAnAppendOnceWithItsPositions() {
        log.append("a", 2);
        log.append("b", 1);

        assertThat(heard)
                .extracting(all -> all.stream().map(Appended::position).toList())
                .containsExactly(List.of(1L, 2L), List.of(3L));
        assertThat(heard.get(1).get(0).event().getAggregateIdentifier()).isEqualTo("b");
    }

    @Test
    void aListenerThatFailsTakesTheAppendBack() {
        try (TestLog other =
                new TestLog(
                        log.url(),
                        "SELECT 1",
                        (events, trip) -> {
                            throw new IllegalStateException("no");
                        })) {
            assertThatThrownBy(() -> other.append("a", 3))
                    .isInstanceOf(IllegalStateException.class);
        }

        assertThat(log.head.read().position()).isZero();
    }

    @Test
    void tokensOfAnEmptyLogStandAtItsBeginning() {
        TrackingToken beginning = new GlobalSequenceTrackingToken(0);

        assertThat(log.engine.createTailToken()).isEqualTo(beginning);
        assertThat(log.engine.createHeadToken()).isEqualTo(beginning);
        assertThat(log.engine.createTokenAt(Instant.EPOCH)).isEqualTo(beginning);
    }

    @Test
    void tokensStandBeforeTheFirstBehindTheLastAndAtAnInstant() {
        Instant start = Instant.parse("2026-11-16T03:00:00Z");
        for (int second = 0; second < 5; second++) {
            Instant at = start.plusSeconds(second);
            log.append(
                    new GenericDomainEventMessage<>(
                            "Budget",
                            "a",
                            second,
                            new GenericEventMessage<>(
                                    new Heartbeat(at, 1L), MetaData.emptyInstance()),
                            () -> at));
        }

        assertThat(log.engine.createTailToken()).isEqualTo(new GlobalSequenceTrackingToken(0));
        assertThat(log.engine.createHeadToken()).isEqualTo(new GlobalSequenceTrackingToken(5));
        assertThat(log.engine.createTokenAt(start.plusMillis(1_500)))
                .isEqualTo(new GlobalSequenceTrackingToken(2));
        assertThat(log.engine.createTokenAt(start.plusSeconds(2)))
                .isEqualTo(new GlobalSequenceTrackingToken(2));
        assertThat(log.engine.createTokenAt(start.plusSeconds(9)))
                .isEqualTo(new GlobalSequenceTrackingToken(5));
    }

    @Test
    void noTokenAndAReplaysTokenAreReadFromWhereTheyStand() {
        log.append("a", 9);
        TrackingToken replay =
                ReplayToken.createReplayToken(
                        new GlobalSequenceTrackingToken(9), new GlobalSequenceTrackingToken(4));

        assertThat(positions(log.readAfter(null))).isEqualTo(oneTo(9));
        assertThat(positions(log.readAfter(replay))).containsExactly(5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void theNewestSnapshotIsKeptWhicheverWasStoredLast() {
        log.engine.storeSnapshot(event("a", 7));
        log.engine.storeSnapshot(event("a", 9));
        log.engine.storeSnapshot(event("a", 8));

        DomainEventMessage<?> read = log.engine.readSnapshot("a").orElseThrow();
        assertThat(read.getSequenceNumber()).isEqualTo(9);
        assertThat(read.getPayload()).isEqualTo(event("a", 9).getPayload());
        assertThat(log.engine.readSnapshot("b")).isEmpty();
    }
}
