package io.recount.query.live;

import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Public;
import io.recount.query.dashboard.Overviews;
import io.recount.query.dashboard.Viewers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

@RestController
class LiveController {
    private final LiveViews live;
    private final Viewers viewers;
    private final Overviews overviews;

    LiveController(LiveViews live, Viewers viewers, Overviews overviews) {
        this.live = live;
        this.viewers = viewers;
        this.overviews = overviews;
    }

    /**
     * Server-sent events for the dashboards. {@code regions}: a JSON object of element id → HTML,
     * whole at first and after each reconnect, then what changed. {@code away}: figures cannot be
     * read now. Callers are who may see the page, hence no fixed list of roles here.
     */
    @GetMapping(path = "/v1/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Public
    SseEmitter live(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestParam @Nullable Integer page,
            @RequestParam @Nullable String zone) {
        Caller viewer =
                viewers.of(request)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                HttpStatus.UNAUTHORIZED,
                                                "API_KEY_REQUIRED",
                                                "Send your key as X-Api-Key, or sign in"));
        if (!Viewers.mayLook(viewer)) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "ROLE_NOT_ALLOWED",
                    "A key with the role " + viewer.role() + " may not do this");
        }
        response.setHeader("X-Accel-Buffering", "no");
        return live.open(overviews.view(viewer, page, zone));
    }
}
