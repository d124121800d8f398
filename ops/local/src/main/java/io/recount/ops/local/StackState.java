package io.recount.ops.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.recount.ops.parts.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs, as the supervisor last wrote it to {@code state.json}: how the other commands, and the
 * next supervisor when this one was killed, know the processes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record StackState(@Nullable ProcessIdentity supervisor, boolean ready, List<Entry> components) {

    /**
     * @param state of {@link Supervised.State}, in words
     * @param process null when none runs
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            String name,
            String state,
            @Nullable ProcessIdentity process,
            int port,
            int restarts,
            String stopSignal) {}

    static Optional<StackState> read(Path data) {
        try {
            return Optional.of(Api.JSON.readValue(file(data).toFile(), StackState.class));
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Refusal("cannot read " + file(data) + ": " + e.getMessage());
        }
    }

    void write(Path data) throws IOException {
        Files.createDirectories(data);
        Path fresh = Files.createTempFile(data, "state", ".json");
        Api.JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), this);
        Files.move(
                fresh,
                file(data),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    boolean supervisorRuns() {
        return supervisor != null && supervisor.find().isPresent();
    }

    private static Path file(Path data) {
        return data.resolve("state.json");
    }
}
