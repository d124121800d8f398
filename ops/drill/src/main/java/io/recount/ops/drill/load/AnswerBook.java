package io.recount.ops.drill.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients' own record of what they were answered, one line of JSON an attempt. A client goes on
 * only when its line is on the disk; lines that came meanwhile go with one sync.
 */
public final class AnswerBook implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private final Object syncing = new Object();
    private long written;
    private long synced;

    public AnswerBook(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.getParent());
        this.channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
    }

    void add(Attempt attempt) {
        try {
            syncTo(write(JSON.writeValueAsString(attempt) + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized long write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return ++written;
    }

    private synchronized long written() {
        return written;
    }

    private void syncTo(long line) throws IOException {
        synchronized (syncing) {
            if (synced < line) {
                long upTo = written();
                channel.force(false);
                synced = upTo;
            }
        }
    }

    /** All of it, read from the file. */
    public List<Attempt> read() {
        return read(file);
    }

    /** All that was written into that file. */
    public static List<Attempt> read(Path file) {
        List<Attempt> attempts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                attempts.add(JSON.readValue(line, Attempt.class));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not written by a client: " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return attempts;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
