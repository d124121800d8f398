package io.recount.query.audit;

import io.recount.http.Allow;
import io.recount.http.Role;
import io.recount.query.audit.OtherServices.Service;
import jakarta.servlet.http.HttpServletRequest;
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

    private final OtherServices services;

    ProjectionsController(OtherServices services) {
        this.services = services;
    }

    @GetMapping(ALL)
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> all(HttpServletRequest request) {
        return services.call(Service.PROJECTIONS, request, HttpMethod.GET, ALL);
    }

    @GetMapping(ALL + "/{name}")
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> one(HttpServletRequest request, @PathVariable String name) {
        return services.call(Service.PROJECTIONS, request, HttpMethod.GET, ALL + "/{name}", name);
    }

    @PostMapping(ALL + "/{name}/replays")
    @Allow({Role.AUDITOR, Role.SERVICE})
    ResponseEntity<byte[]> replay(HttpServletRequest request, @PathVariable String name) {
        return services.call(
                Service.PROJECTIONS, request, HttpMethod.POST, ALL + "/{name}/replays", name);
    }
}
