package io.recount.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.drill.stream.KillTaskManager;
import io.recount.ops.drill.stream.KillTaskManager.Plan;
import io.recount.ops.local.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The drill in its short form: a real cluster, and one task manager less in mid-stream. */
class KillTaskManagerIT {
    /** Stays after the test, for the logs in it. */
    private static final Path FOLDER = Path.of("target", "kill-task-manager").toAbsolutePath();

    @Test
    void everyWindowIsWhatWasSentThoughATaskManagerWasKilled() throws Exception {
        // when
        Progress progress = new Progress(System.out, false);
        Path root = Settings.ofThisMachine().root();
        KillTaskManager.Result result =
                new KillTaskManager(root, FOLDER, Plan.SHORT, progress::step).run(42);
        // then
        assertThat(result.wrong().stream().limit(10)).isEmpty();
        assertThat(result.windows()).isPositive();
        assertThat(result.orders()).isPositive();
        assertThat(result.pauses()).isPositive();
        assertThat(result.late()).isPositive();
        assertThat(result.recoveryMs()).hasSize(1);
    }
}
