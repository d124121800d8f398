package io.recount.query.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.http.Problem;
import io.recount.query.QueryProperties;
import io.recount.query.TooEarly;
import io.recount.query.dashboard.Overviews;
import io.recount.query.dashboard.Regions.Drawn;
import io.recount.query.dashboard.View;
import io.recount.query.metrics.Today;
import io.recount.query.metrics.TodayReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps open pages up to date. While anybody looks, one thread reads the figures at a fixed rate,
 * draws each distinct view once, and hands every viewer what its page lacks. A few threads do the
 * writing, so a browser that takes nothing holds up one of them for a while, never the reading; it
 * is skipped meanwhile and then given the newest.
 */
@Component
class LiveViews implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LiveViews.class);
    private static final int WRITERS = 4;

    /** Then the browser connects anew, and its key is looked at again. */
    private static final Duration CONNECTION_MAX = Duration.ofMinutes(15);

    private final TodayReader reader;
    private final Overviews overviews;
    private final QueryProperties properties;
    private final JsonMapper json;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "live-reader"));
    private final ExecutorService writers =
            Executors.newFixedThreadPool(WRITERS, run -> new Thread(run, "live-writer"));
    private volatile boolean running;

    LiveViews(
            TodayReader reader,
            Overviews overviews,
            QueryProperties properties,
            JsonMapper json,
            MeterRegistry meters) {
        this.reader = reader;
        this.overviews = overviews;
        this.properties = properties;
        this.json = json;
        meters.gaugeCollectionSize("recount.live.viewers", List.of(), viewers);
    }

    /**
     * A stream for one more page.
     *
     * @throws Problem 503 when too many look already
     */
    SseEmitter open(View view) {
        if (viewers.size() >= properties.liveClientsMax()) {
            throw Problem.unavailable(
                    "TOO_MANY_VIEWERS",
                    "As many pages are open as this service keeps up to date; ask again",
                    Duration.ofSeconds(10));
        }
        SseEmitter emitter = new SseEmitter(CONNECTION_MAX.toMillis());
        Viewer viewer = new Viewer(view, emitter, json, viewers::remove);
        emitter.onCompletion(() -> viewers.remove(viewer));
        emitter.onTimeout(emitter::complete);
        emitter.onError(e -> viewers.remove(viewer));
        viewers.add(viewer);
        clock.execute(this::refresh);
        return emitter;
    }

    private void refresh() {
        if (viewers.isEmpty()) {
            return;
        }
        try {
            Today today = reader.today(properties.liveInterval().dividedBy(2));
            Map<View, Drawn> drawn = new HashMap<>();
            for (Viewer viewer : viewers) {
                Drawn page = drawn.computeIfAbsent(viewer.view(), v -> overviews.draw(today, v));
                viewer.show(page, writers);
            }
        } catch (DataAccessException e) {
            away(TooEarly.problemOf(e));
        } catch (Problem e) {
            away(e);
        } catch (RuntimeException e) {
            // A scheduled task that throws is never run again.
            LOG.error("Cannot draw the live pages", e);
        }
    }

    private void away(Problem cause) {
        viewers.forEach(viewer -> viewer.away(cause.code(), writers));
    }

    @Override
    public void start() {
        long intervalMs = properties.liveInterval().toMillis();
        var unused =
                clock.scheduleWithFixedDelay(
                        this::refresh, intervalMs, intervalMs, TimeUnit.MILLISECONDS);
        running = true;
    }

    /** Ends every stream first: the web server waits for open requests before it stops. */
    @Override
    public void stop() {
        running = false;
        clock.shutdownNow();
        viewers.forEach(Viewer::end);
        writers.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
