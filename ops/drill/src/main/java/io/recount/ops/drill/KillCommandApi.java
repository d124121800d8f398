package io.recount.ops.drill;

import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;

/** kill -9 at random moments, so also in the middle of a group's commit. */
final class KillCommandApi implements Drill {
    private static final int KILLS = 20;
    private static final int SHORT_KILLS = 2;
    private static final int MOST_MS = 3_000;

    @Override
    public String name() {
        return "kill-command-api";
    }

    @Override
    public String says() {
        return "kill -9 of command-api at random moments under load, and a start after each";
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        LongSummaryStatistics readyMs = new LongSummaryStatistics();
        int kills = scene.rounds(KILLS, SHORT_KILLS);
        if (!scene.shortForm()) {
            restart(scene);
        }
        for (int kill = 1; kill <= kills; kill++) {
            scene.letRun(scene.random().nextInt(MOST_MS / (scene.shortForm() ? 2 : 1)));
            Service victim = scene.instance(0);
            victim.kill();
            victim.start();
            long tookMs = victim.awaitReady();
            readyMs.accept(tookMs);
            scene.progress()
                    .step("kill %d of %d: ready again after %d ms".formatted(kill, kills, tookMs));
            scene.awaitAnswers(20);
        }
        return List.of(
                kills + " kills",
                String.format(
                        Locale.ROOT,
                        "ready again after %.1f s (mean), %.1f s (longest)",
                        readyMs.getAverage() / 1e3,
                        readyMs.getMax() / 1e3));
    }

    /**
     * Once in an orderly way: then the JVM has its archive of loaded classes, as it has wherever
     * the service ran before.
     */
    private static void restart(Scene scene) throws Exception {
        scene.instance(0).stop();
        scene.instance(0).start();
        scene.instance(0).awaitReady();
        scene.awaitAnswers(20);
    }
}
