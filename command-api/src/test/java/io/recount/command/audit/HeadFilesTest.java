package io.recount.command.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.audit.ChainHash;
import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFilesTest {
    private static final Instant NOON = Instant.parse("2026-11-16T12:00:00Z");

    @TempDir Path temporary;

    @Test
    void headsAreReadAsTheyWereWrittenAFileADay() throws IOException {
        // given
        Path folder = temporary.resolve("not/there/yet");
        HeadFiles files = new HeadFiles(folder, 30);

        // when
        files.append(head(3, NOON));
        files.append(head(9, NOON.plusSeconds(5)));
        files.append(head(12, NOON.plusSeconds(86_400)));

        // then
        assertThat(PublishedHeads.files(folder))
                .extracting(file -> file.getFileName().toString())
                .containsExactly("heads-2026-11-16.jsonl", "heads-2026-11-17.jsonl");
        assertThat(PublishedHeads.read(folder))
                .containsExactly(
                        head(3, NOON),
                        head(9, NOON.plusSeconds(5)),
                        head(12, NOON.plusSeconds(86_400)));
    }

    @Test
    void filesOlderThanTheKeptDaysGoAndNothingElse() throws IOException {
        HeadFiles files = new HeadFiles(temporary, 2);
        Path other = Files.writeString(temporary.resolve("notes.txt"), "mine");

        for (int day = 0; day < 4; day++) {
            files.append(head(day + 1, NOON.plusSeconds(86_400L * day)));
        }

        assertThat(PublishedHeads.read(temporary))
                .extracting(PublishedHead::position)
                .containsExactly(3L, 4L);
        assertThat(other).exists();
    }

    @Test
    void aLineThatACrashToreOffSwallowsNoOther() throws IOException {
        // given
        new HeadFiles(temporary, 2).append(head(3, NOON));
        Path file = PublishedHeads.files(temporary).get(0);
        Files.writeString(file, "{\"position\":4,\"ha", StandardOpenOption.APPEND);

        // when
        new HeadFiles(temporary, 2).append(head(5, NOON));

        // then
        assertThat(PublishedHeads.read(temporary)).containsExactly(head(3, NOON), head(5, NOON));
    }

    @Test
    void keepingNothingIsRefused() {
        assertThatThrownBy(() -> new HeadFiles(temporary, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static PublishedHead head(long position, Instant at) {
        return PublishedHead.of(position, ChainHash.genesis(), at);
    }
}
