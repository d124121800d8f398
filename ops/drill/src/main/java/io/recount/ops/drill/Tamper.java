package io.recount.ops.drill;

import io.recount.audit.PublishedHead;
import io.recount.audit.Verdict;
import io.recount.ops.parts.LogRows;
import io.recount.ops.parts.Tampers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Falsifies a copy of the log in every way there is, as its owner could, and asks the verifier each
 * time. Only what no published head vouches for yet could be falsified unseen, so the last head is
 * published before.
 */
final class Tamper implements Drill {
    private static final int TAMPERS = 1_000;
    private static final int SHORT_TAMPERS = 30;

    /** Each tamper has the whole log verified: a few hundred events tell as much as a million. */
    private static final long ENOUGH_ANSWERS = 300;

    @Override
    public String name() {
        return "tamper";
    }

    @Override
    public String says() {
        return "UPDATE, DELETE, swap, insert, cut and rewrite of a copy of the log";
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        scene.awaitAnswers(scene.shortForm() ? 1 : ENOUGH_ANSWERS);
        return List.of();
    }

    @Override
    public List<String> afterwards(Scene scene) throws Exception {
        int tampers = scene.rounds(TAMPERS, SHORT_TAMPERS);
        awaitPublished(scene.stack());
        try (Connection copy = DriverManager.getConnection(scene.stack().copyOfDatabase())) {
            List<PublishedHead> heads = scene.stack().publishedHeads();
            Map<Tampers.Kind, Integer> found =
                    tamper(copy, heads, tampers, scene.random().nextLong(), scene);
            return List.of(
                    "%d tampers, all found, the first bad position named: %s"
                            .formatted(tampers, found));
        }
    }

    private static void awaitPublished(DrillStack stack) throws Exception {
        long limitNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long head = stack.head();
        while (stack.publishedHeads().stream().noneMatch(one -> one.position() >= head)) {
            if (System.nanoTime() > limitNs) {
                throw new IllegalStateException("Position " + head + " was never published");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static Map<Tampers.Kind, Integer> tamper(
            Connection copy, List<PublishedHead> heads, int tampers, long seed, Scene scene)
            throws SQLException {
        copy.setAutoCommit(false);
        Verdict untouched = LogRows.verify(copy, heads);
        if (!(untouched instanceof Verdict.Intact intact)
                || intact.vouchedTo() < intact.position()) {
            throw new IllegalStateException(
                    "Not sound, or not published, to begin with: " + untouched);
        }
        copy.rollback();
        Random random = new Random(seed);
        Map<Tampers.Kind, Integer> found = new EnumMap<>(Tampers.Kind.class);
        for (int i = 1; i <= tampers; i++) {
            Tampers.Tamper tamper = Tampers.any(copy, random);
            Verdict verdict = LogRows.verify(copy, heads);
            copy.rollback();
            if (!tamper.isNamedBy(verdict)) {
                throw new IllegalStateException(
                        "Tamper %d of seed %d, %s, was judged %s"
                                .formatted(i, seed, tamper, verdict));
            }
            found.merge(tamper.kind(), 1, Integer::sum);
            scene.show("tamper %d of %d".formatted(i, tampers));
        }
        return found;
    }
}
