package io.recount.command.audit;

import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * A file a day, a line a head, each on disk when {@link #append} returns. A newer head vouches for
 * all that an older one did, so old files may go.
 */
final class HeadFiles {
    private static final Set<StandardOpenOption> APPEND_DURABLY =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.DSYNC);

    private final Path folder;
    private final int keepDays;
    private Path current = Path.of("");

    HeadFiles(Path folder, int keepDays) {
        if (keepDays < 1) {
            throw new IllegalArgumentException("recount.heads.keep-days: " + keepDays);
        }
        this.folder = folder;
        this.keepDays = keepDays;
    }

    void append(PublishedHead head) throws IOException {
        LocalDate day = head.at().atOffset(ZoneOffset.UTC).toLocalDate();
        Path file = folder.resolve(PublishedHeads.fileName(day));
        String line = head.line() + "\n";
        if (!file.equals(current)) {
            Files.createDirectories(folder);
            prune(day);
            // What a crash tore off must not swallow this line: an empty one is skipped by readers.
            line = "\n" + line;
        }
        try (FileChannel channel = FileChannel.open(file, APPEND_DURABLY)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        current = file;
    }

    private void prune(LocalDate today) throws IOException {
        String oldestKept = PublishedHeads.fileName(today.minusDays(keepDays - 1L));
        List<Path> files = PublishedHeads.files(folder);
        for (Path file : files) {
            if (file.getFileName().toString().compareTo(oldestKept) < 0) {
                Files.delete(file);
            }
        }
    }
}
