package io.recount.query.live;

import io.recount.query.dashboard.Regions.Drawn;
import io.recount.query.dashboard.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;
import tools.jackson.databind.json.JsonMapper;

/** One open page: what it shows, and the stream through which it is told more. */
final class Viewer {
    /** Silence this long is broken by a comment, so that both ends notice a dead connection. */
    private static final long HEARTBEAT_NANOS = Duration.ofSeconds(5).toNanos();

    private static final MediaType TEXT =
            new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final View view;
    private final SseEmitter emitter;
    private final JsonMapper json;
    private final Consumer<Viewer> gone;

    /** Set while a writer is at it; guards the two below. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private Drawn shown = Drawn.nothing();
    private long lastWriteNanos = System.nanoTime();

    Viewer(View view, SseEmitter emitter, JsonMapper json, Consumer<Viewer> gone) {
        this.view = view;
        this.emitter = emitter;
        this.json = json;
        this.gone = gone;
    }

    View view() {
        return view;
    }

    /** Brings the page to that state, unless it is still being written to. */
    void show(Drawn page, ExecutorService writers) {
        write(
                writers,
                () -> {
                    Map<String, String> changed = page.since(shown);
                    if (!changed.isEmpty()) {
                        send(
                                SseEmitter.event()
                                        .name("regions")
                                        .data(json.writeValueAsString(changed), TEXT));
                        shown = page;
                    } else if (System.nanoTime() - lastWriteNanos > HEARTBEAT_NANOS) {
                        send(SseEmitter.event().comment("still here"));
                    }
                });
    }

    /** Says that what the page shows cannot be renewed now. */
    void away(String code, ExecutorService writers) {
        write(writers, () -> send(SseEmitter.event().name("away").data(code, TEXT)));
    }

    void end() {
        emitter.complete();
    }

    private void send(SseEventBuilder event) throws IOException {
        emitter.send(event);
        lastWriteNanos = System.nanoTime();
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(ExecutorService writers, Write write) {
        if (!writing.compareAndSet(false, true)) {
            return;
        }
        writers.execute(
                () -> {
                    try {
                        write.run();
                    } catch (IOException | IllegalStateException e) {
                        // The browser is gone; the container ends the request by itself.
                        gone.accept(this);
                    } finally {
                        writing.set(false);
                    }
                });
    }
}
