package io.recount.query.audit;

import io.recount.http.Allow;
import io.recount.http.Role;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Progress and replays of projections, passed on. */
@RestController
class ProjectionsController {
    private static final String ALL = "/v1/projections";

    private final Projections projections;

    ProjectionsController(Projections projections) {
        this.projections = projections;
    }

    @GetMapping(ALL)
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> all() {
        return projections.call(HttpMethod.GET, ALL);
    }

    @GetMapping(ALL + "/{name}")
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> one(@PathVariable String name) {
        return projections.call(HttpMethod.GET, ALL + "/{name}", name);
    }

    @PostMapping(ALL + "/{name}/replays")
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> replay(@PathVariable String name) {
        return projections.call(HttpMethod.POST, ALL + "/{name}/replays", name);
    }
}
