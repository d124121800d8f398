package io.recount.projections.replay;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Projections by REST: how far they are, and replays. */
@RestController
@RequestMapping("/v1/projections")
class ProjectionController {
    private final Supervisor supervisor;

    ProjectionController(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    record Page(List<ProjectionStatus> items, @Nullable String nextCursor) {}

    @GetMapping
    @Allow({Role.AUDITOR, Role.SERVICE})
    Page list() {
        return new Page(supervisor.all(), null);
    }

    @GetMapping("/{name}")
    @Allow({Role.AUDITOR, Role.SERVICE})
    ProjectionStatus get(@PathVariable String name) {
        return find(name).status();
    }

    /**
     * Handles the whole log again. Tables are emptied first and fill up as the replay goes on; what
     * is in Redis stays as it is until the replay's end and is then replaced.
     */
    @PostMapping("/{name}/replays")
    @Allow({Role.AUDITOR, Role.SERVICE})
    @ResponseStatus(HttpStatus.ACCEPTED)
    ProjectionStatus replay(@PathVariable String name, Caller caller) {
        Supervised projection = find(name);
        try {
            if (projection.isReplaying()) {
                throw Problem.conflict("REPLAY_RUNNING", "A replay of " + name + " is running");
            }
            return projection.replay(caller.keyId());
        } catch (DataAccessException | TransactionException e) {
            throw Problem.unavailable(
                    "DATABASE_UNAVAILABLE", "The replay was not started", Duration.ofSeconds(1));
        }
    }

    private Supervised find(String name) {
        return supervisor
                .find(name)
                .orElseThrow(
                        () ->
                                Problem.notFound(
                                        "NOT_FOUND", "Projection " + name + " does not exist"));
    }
}
