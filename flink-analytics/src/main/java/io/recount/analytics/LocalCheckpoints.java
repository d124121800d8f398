package io.recount.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;

/**
 * Checkpoints as Flink lays them out: {@code JOB/chk-N}, complete once it holds {@code _metadata},
 * which Flink renames into place as the last step.
 */
final class LocalCheckpoints {
    private static final String METADATA = "_metadata";

    private final Path folder;

    LocalCheckpoints(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** The newest complete one, of whichever run. */
    Optional<Path> newest() {
        return children(folder).stream()
                .flatMap(job -> children(job).stream())
                .filter(checkpoint -> checkpoint.getFileName().toString().startsWith("chk-"))
                .filter(checkpoint -> Files.isRegularFile(checkpoint.resolve(METADATA)))
                .max(Comparator.comparing(LocalCheckpoints::completedAt));
    }

    /** Deletes what other runs left: every start writes into a folder of its own. */
    void deleteAllBut(Path kept) {
        children(folder).stream()
                .filter(job -> !kept.startsWith(job))
                .forEach(job -> FileUtils.deleteDirectoryQuietly(job.toFile()));
    }

    private static FileTime completedAt(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve(METADATA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(parent)) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
