package io.recount.ops.drill.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.drill.profile.Heard.Told;
import io.recount.ops.local.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs the whole platform under one of the simulator's profiles for a while, and reads from its
 * topics and its API what detection said; {@link Verdict} says what that is worth.
 */
public final class Profile {
    /** Detection may tell of a click for so long after it, and the worker store it. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Kind kind;
    private final Duration length;
    private final Consumer<String> steps;
    private final Consumer<String> figures;

    /** What the simulator does, and what is expected of it. */
    public enum Kind {
        CALM(
                "calm-hour",
                "the simulator's calm traffic on the whole stack: nothing may be flagged",
                Duration.ofHours(1)),
        ATTACK(
                "attack",
                "the simulator's bots on the whole stack: each kind is named, with evidence and"
                        + " clicks, and nobody else",
                Duration.ofMinutes(5));

        private final String drill;
        private final String says;
        private final Duration usual;

        Kind(String drill, String says, Duration usual) {
            this.drill = drill;
            this.says = says;
            this.usual = usual;
        }

        /** As on the command line. */
        public String drill() {
            return drill;
        }

        /** What is done, in half a sentence. */
        public String says() {
            return says;
        }

        /** How long it takes unless another time is asked for. */
        public Duration usual() {
            return usual;
        }
    }

    /**
     * What was seen.
     *
     * @param heard on the topics
     * @param due alerts as they were told some seconds ago: the API must list them by now, and
     *     labels of their clicks must be there
     * @param listed by the API
     * @param labels by click id, which kind of bot it was; of others nothing
     */
    record Seen(
            Heard heard,
            List<Told> due,
            List<JsonNode> listed,
            Map<String, String> labels,
            Instant until) {}

    /**
     * Not begun yet.
     *
     * @param steps told what is begun
     * @param figures told how far it is
     */
    public Profile(Kind kind, Duration length, Consumer<String> steps, Consumer<String> figures) {
        this.kind = kind;
        this.length = length;
        this.steps = steps;
        this.figures = figures;
    }

    /** On a stack of its own in that folder. */
    public Verdict run(Path root, Path folder) throws IOException, InterruptedException {
        String traffic = kind.name().toLowerCase(Locale.ROOT);
        steps.accept("starting the whole stack in " + folder);
        try (WholeStack stack = WholeStack.start(root, folder, traffic)) {
            stack.awaitReady();
            return watch(stack);
        }
    }

    /** On the stack that runs, from its first impression on. */
    public Verdict watch(Settings settings) throws IOException, InterruptedException {
        try (WholeStack stack = WholeStack.running(settings)) {
            return watch(stack);
        }
    }

    private Verdict watch(WholeStack stack) throws IOException, InterruptedException {
        steps.accept("traffic is watched for " + length.toMinutes() + " minutes");
        Heard heard = new Heard();
        Instant openedAt = Instant.now();
        try (Listener listener = new Listener(stack.kafka(), heard)) {
            long leftMs = length.toMillis();
            while (leftMs > 0) {
                if (!stack.isAlive()) {
                    throw new IllegalStateException("The stack has ended");
                }
                listener.listen(POLL);
                leftMs = leftMs(heard, openedAt);
                figures.accept("%,5d s left  %s".formatted(leftMs / 1_000, heard.figures()));
            }
            List<Told> due = heard.alerts();
            listener.listen(TOLD_WITHIN);
            List<JsonNode> listed = stack.alerts();
            listener.listen(POLL);
            return new Verdict(kind, new Seen(heard, due, listed, stack.labels(), Instant.now()));
        }
    }

    /** Of the time since the first impression; nobody waits for that forever. */
    private long leftMs(Heard heard, Instant openedAt) {
        Instant now = Instant.now();
        Instant began = heard.began().isBefore(now) ? heard.began() : openedAt;
        return Math.max(0, Duration.between(now, began.plus(length)).toMillis());
    }
}
