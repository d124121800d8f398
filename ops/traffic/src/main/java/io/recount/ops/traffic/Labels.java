package io.recount.ops.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Which clicks were a bot's, and of which kind, for whoever judges: a line each, in a file. */
final class Labels {
    private final Path file;

    Labels(Path file) {
        this.file = file;
    }

    synchronized void add(String clickId, Attackers.Kind kind) {
        try {
            Files.writeString(
                    file,
                    clickId + " " + kind + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
