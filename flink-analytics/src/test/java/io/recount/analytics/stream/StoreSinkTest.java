package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The writer in Flink's own sink operator, before a store whose answers are given by hand. */
@SuppressWarnings("try") // Flink's close() may be interrupted.
class StoreSinkTest {
    private static final int IN_FLIGHT = 2;
    private static final Set<Thread.State> WAITING =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final ByHand store = new ByHand();

    @Test
    void whatIsWrittenGoesOutAtOnceAndIsForgottenWhenConfirmed() throws Exception {
        try (var harness = opened()) {
            // when
            write(harness, hash("a", 1));
            // then
            assertThat(store.asked()).containsExactly("a@1");
            // when
            store.confirmAll();
            runMails(harness);
            // then
            assertThat(unconfirmed(harness)).isEmpty();
        }
    }

    @Test
    void noMoreThanTheLimitIsInFlight() throws Exception {
        try (var harness = opened()) {
            // when
            write(harness, hash("a", 1), hash("b", 1), hash("c", 1));
            // then
            assertThat(store.asked()).containsExactly("a@1", "b@1");
            // when
            store.confirmAll();
            runMails(harness);
            // then
            assertThat(store.asked()).containsExactly("a@1", "b@1", "c@1");
        }
    }

    @Test
    void whileOneOfAKeyIsInFlightOnlyTheNewestIsKept() throws Exception {
        try (var harness = opened()) {
            // when
            write(harness, hash("a", 1), hash("a", 2), hash("a", 4), hash("a", 3));
            store.confirmAll();
            runMails(harness);
            // then
            assertThat(store.asked()).containsExactly("a@1", "a@4");
        }
    }

    @Test
    void anOutageHoldsNobodyAndEndsWithTheNewestOfEachKey() throws Exception {
        try (var harness = opened()) {
            // given
            write(harness, hash("a", 1));
            store.failAll();
            runMails(harness);
            // when: more comes while it is away, and a checkpoint is taken
            write(harness, hash("a", 2), hash("a", 3), hash("b", 1));
            harness.prepareSnapshotPreBarrier(1);
            // then: nothing is asked before the back-off is over
            assertThat(store.asked()).containsExactly("a@1");
            // when
            harness.setProcessingTime(100);
            // then
            assertThat(store.asked()).containsExactly("a@1", "a@3", "b@1");
            // when
            store.confirmAll();
            runMails(harness);
            // then
            assertThat(unconfirmed(harness)).isEmpty();
        }
    }

    @Test
    void anOlderEntryThatFailedDoesNotComeBackOverANewerOne() throws Exception {
        try (var harness = opened()) {
            // given
            write(harness, hash("a", 1), hash("a", 2));
            // when
            store.failAll();
            runMails(harness);
            harness.setProcessingTime(100);
            // then
            assertThat(store.asked()).containsExactly("a@1", "a@2");
        }
    }

    @Test
    void theBackOffDoublesAndBeginsAnewOnceItAnswers() throws Exception {
        try (var harness = opened()) {
            // given
            write(harness, hash("a", 1));
            store.failAll();
            runMails(harness);
            harness.setProcessingTime(100);
            assertThat(store.asked()).hasSize(2);
            // when: it fails again
            store.failAll();
            runMails(harness);
            harness.setProcessingTime(299);
            // then
            assertThat(store.asked()).hasSize(2);
            // when
            harness.setProcessingTime(300);
            // then
            assertThat(store.asked()).hasSize(3);
            // when: it answers, and fails once more
            store.confirmAll();
            runMails(harness);
            write(harness, hash("a", 2));
            store.failAll();
            runMails(harness);
            harness.setProcessingTime(400);
            // then
            assertThat(store.asked()).hasSize(5);
        }
    }

    @Test
    void whatIsNotConfirmedIsInTheCheckpointAndGoesOutAfterARestore() throws Exception {
        // given
        OperatorSubtaskState state;
        try (var harness = opened()) {
            write(harness, hash("a", 1), hash("b", 1), hash("c", 1), hash("a", 2));
            state = harness.snapshot(1, 1);
        }
        ByHand after = new ByHand();
        // when
        try (var restored = harness(after)) {
            restored.initializeState(state);
            restored.open();
            for (int round = 0; round < 3; round++) {
                after.confirmAll();
                runMails(restored);
            }
            // then
            assertThat(after.asked()).contains("a@2", "b@1", "c@1");
            assertThat(unconfirmed(restored)).isEmpty();
        }
    }

    @Test
    void beyondItsLimitOfMemoryItHoldsTheStreamRatherThanLoseAnything() throws Exception {
        // given: a store that confirms once the task's thread waits for it
        Thread task = Thread.currentThread();
        AtomicBoolean confirmed = new AtomicBoolean();
        StoreSink.Store<Large> store =
                new StoreSink.Store<>() {
                    @Override
                    public CompletionStage<?> put(Large entry) {
                        return CompletableFuture.runAsync(
                                () -> {
                                    await().atMost(Duration.ofSeconds(60))
                                            .until(() -> WAITING.contains(task.getState()));
                                    confirmed.set(true);
                                });
                    }

                    @Override
                    public void close() {}
                };
        var sink = new StoreSink<>("test", Large.class, () -> store, IN_FLIGHT);
        byte[] large = new byte[StoreWriter.MAX_WEIGHT_BYTES];
        try (var harness =
                new OneInputStreamOperatorTestHarness<>(
                        new SinkWriterOperatorFactory<Large, Object>(sink))) {
            harness.open();
            // when
            harness.processElement(new Large("t", large), 0);
            // then
            assertThat(confirmed).isTrue();
        }
    }

    @Test
    void entriesSurviveTheirSerializer() throws Exception {
        // given
        var serializer = new EntrySerializer<>(VersionedHash.class);
        VersionedHash hash = hash("a", 7);
        // when
        VersionedHash read = serializer.deserialize(1, serializer.serialize(hash));
        // then
        assertThat(read).usingRecursiveComparison().isEqualTo(hash);
    }

    /** An entry as large as is wanted. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Large(String storeKey, byte[] bytes) implements StoreSink.Entry<Large> {
        @Override
        public boolean isNewerThan(Large other) {
            return false;
        }

        @Override
        public int weightBytes() {
            return bytes.length + 1;
        }
    }

    private OneInputStreamOperatorTestHarness<VersionedHash, CommittableMessage<Object>> opened()
            throws Exception {
        var harness = harness(store);
        harness.open();
        return harness;
    }

    private static OneInputStreamOperatorTestHarness<VersionedHash, CommittableMessage<Object>>
            harness(ByHand store) throws Exception {
        var sink = new StoreSink<>("test", VersionedHash.class, () -> store, IN_FLIGHT);
        return new OneInputStreamOperatorTestHarness<>(
                new SinkWriterOperatorFactory<VersionedHash, Object>(sink),
                TypeInformation.of(VersionedHash.class)
                        .createSerializer(new SerializerConfigImpl()));
    }

    private static void write(
            OneInputStreamOperatorTestHarness<VersionedHash, ?> harness, VersionedHash... hashes)
            throws Exception {
        for (VersionedHash hash : hashes) {
            harness.processElement(hash, 0);
        }
    }

    /** What a restore from here would still have to write. */
    private static List<String> unconfirmed(OneInputStreamOperatorTestHarness<?, ?> harness)
            throws Exception {
        OperatorSubtaskState state = harness.snapshot(99, 99);
        ByHand after = new ByHand();
        try (var restored = harness(after)) {
            restored.initializeState(state);
            restored.open();
            return after.asked();
        }
    }

    private static void runMails(OneInputStreamOperatorTestHarness<?, ?> harness) throws Exception {
        for (Mail mail : harness.getTaskMailbox().drain()) {
            mail.run();
        }
    }

    private static VersionedHash hash(String key, long version) {
        return new VersionedHash(
                key, new String[] {"version"}, new long[] {version}, 0, new String[] {"f", "v"});
    }

    private static final class ByHand implements StoreSink.Store<VersionedHash> {
        private final List<String> asked = new ArrayList<>();
        private final List<CompletableFuture<Void>> open = new ArrayList<>();

        @Override
        public CompletionStage<?> put(VersionedHash hash) {
            asked.add(hash.key() + "@" + hash.version()[0]);
            CompletableFuture<Void> answer = new CompletableFuture<>();
            open.add(answer);
            return answer;
        }

        List<String> asked() {
            return List.copyOf(asked);
        }

        void confirmAll() {
            List<CompletableFuture<Void>> answers = List.copyOf(open);
            open.clear();
            answers.forEach(answer -> answer.complete(null));
        }

        void failAll() {
            List<CompletableFuture<Void>> answers = List.copyOf(open);
            open.clear();
            answers.forEach(
                    answer -> answer.completeExceptionally(new IllegalStateException("away")));
        }

        @Override
        public void close() {}
    }
}
