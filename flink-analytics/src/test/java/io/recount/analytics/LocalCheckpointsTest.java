package io.recount.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCheckpointsTest {
    @TempDir Path folder;
    private LocalCheckpoints checkpoints;

    @BeforeEach
    void setUp() {
        checkpoints = new LocalCheckpoints(folder);
    }

    @Test
    void thereIsNoneAtFirst() {
        assertThat(checkpoints.newest()).isEmpty();
        assertThat(new LocalCheckpoints(folder.resolve("absent")).newest()).isEmpty();
    }

    @Test
    void theNewestCompleteOneOfAllRunsIsFound() throws IOException {
        // given: chk-9 of an earlier run is older than chk-3 of the later; chk-4 was cut off
        complete("run1/chk-9", 1_000);
        Path newest = complete("run2/chk-3", 2_000);
        Files.createDirectories(folder.resolve("run2/chk-4"));
        // then
        assertThat(checkpoints.newest()).contains(newest);
    }

    @Test
    void whatOtherRunsLeftIsDeleted() throws IOException {
        // given
        complete("run1/chk-9", 1_000);
        Path kept = complete("run2/chk-3", 2_000);
        // when
        checkpoints.deleteAllBut(kept);
        // then
        assertThat(folder.resolve("run1")).doesNotExist();
        assertThat(kept.resolve("_metadata")).exists();
    }

    private Path complete(String name, long atMs) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(atMs));
        return checkpoint;
    }
}
