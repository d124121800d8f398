package io.recount.eventlog;

import static io.recount.eventlog.TestLog.oneTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stores here look by themselves once an hour: what arrives was announced. */
class NoticesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestLog log = TestLog.fresh();
    private final TestLog otherProcess = new TestLog(log.url(), "SELECT 1");
    private final NotifiedEventStore store = log.storeThatDoesNotPoll();
    private final List<Long> handled = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);

    @AfterEach
    void close() {
        store.shutDown();
        threads.shutdown();
        otherProcess.close();
        log.close();
    }

    @Test
    void aTrackingProcessorIsWokenByAnotherProcessesAppends() {
        TrackingEventProcessor processor = tracking();
        processor.start();
        await().atMost(LIMIT).until(this::someoneListens);

        for (int i = 0; i < 20; i++) {
            otherProcess.append("a", 1);
            int appended = i + 1;
            await().atMost(LIMIT).until(() -> handled.equals(oneTo(appended)));
        }
        processor.shutDown();
    }

    @Test
    void aTrackingProcessorReadsWhatWasThereAndWhatComes() {
        log.append("a", 40);
        TrackingEventProcessor processor = tracking();
        processor.start();
        otherProcess.append("a", 5);

        await().atMost(LIMIT).untilAsserted(() -> assertThat(handled).isEqualTo(oneTo(45)));
        processor.shutDown();
    }

    @Test
    void aTrackingProcessorThatIsResetReadsEverythingAgain() {
        log.append("a", 10);
        TrackingEventProcessor processor = tracking();
        processor.start();
        await().atMost(LIMIT).until(() -> handled.equals(oneTo(10)));
        processor.shutDown();

        handled.clear();
        processor.resetTokens();
        processor.start();
        otherProcess.append("a", 2);

        await().atMost(LIMIT).until(() -> handled.equals(oneTo(12)));
        processor.shutDown();
    }

    @Test
    void aPooledProcessorReadsEverythingOverSeveralSegments() {
        log.append("a", 20);
        PooledStreamingEventProcessor processor =
                PooledStreamingEventProcessor.builder()
                        .name("pooled")
                        .eventHandlerInvoker(invoker())
                        .messageSource(store)
                        .tokenStore(new InMemoryTokenStore())
                        .transactionManager(log.transactions)
                        .coordinatorExecutor(threads)
                        .workerExecutor(threads)
                        .initialSegmentCount(4)
                        .build();
        processor.start();
        await().atMost(LIMIT).until(() -> handled.size() == 20);
        for (int i = 0; i < 4; i++) {
            otherProcess.append("advertiser-" + i, 5);
        }

        await().atMost(LIMIT).until(() -> handled.stream().sorted().toList().equals(oneTo(40)));
        processor.shutDown();
    }

    @Test
    void aListenerThatWasCutOffComesBackAndWhatItMissedIsRead() {
        TrackingEventProcessor processor = tracking();
        processor.start();
        await().atMost(LIMIT).until(this::someoneListens);

        // when: the listening connection is cut, and there is an append before it is back
        cutOffTheListener();
        otherProcess.append("a", 3);

        // then
        await().atMost(LIMIT).until(() -> handled.equals(oneTo(3)));
        await().atMost(LIMIT).until(this::someoneListens);
        otherProcess.append("a", 1);
        await().atMost(LIMIT).until(() -> handled.equals(oneTo(4)));
        processor.shutDown();
    }

    @Test
    void aStoreThatIsShutDownListensNoMore() {
        TrackingEventProcessor processor = tracking();
        processor.start();
        await().atMost(LIMIT).until(this::someoneListens);

        processor.shutDown();
        store.shutDown();

        await().atMost(LIMIT).until(() -> !someoneListens());
    }

    private TrackingEventProcessor tracking() {
        return TrackingEventProcessor.builder()
                .name("tracking")
                .eventHandlerInvoker(invoker())
                .messageSource(store)
                .tokenStore(new InMemoryTokenStore())
                .transactionManager(log.transactions)
                .trackingEventProcessorConfiguration(
                        TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                .andBatchSize(3))
                .build();
    }

    private SimpleEventHandlerInvoker invoker() {
        return SimpleEventHandlerInvoker.builder().eventHandlers(new Handler(handled)).build();
    }

    /** Notes the positions. */
    static final class Handler {
        private final List<Long> handled;

        Handler(List<Long> handled) {
            this.handled = handled;
        }

        @EventHandler
        void on(TrackedEventMessage<?> event) {
            handled.add(event.trackingToken().position().orElseThrow());
        }
    }

    private boolean someoneListens() {
        return listeners() == 1;
    }

    private int listeners() {
        return log.jdbc
                .sql(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = ?""")
                .param(AppendNotices.NAME)
                .query(Integer.class)
                .single();
    }

    private void cutOffTheListener() {
        log.jdbc
                .sql(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name = ?""")
                .param(AppendNotices.NAME)
                .query(Boolean.class)
                .single();
    }
}
