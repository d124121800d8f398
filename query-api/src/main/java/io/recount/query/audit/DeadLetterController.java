package io.recount.query.audit;

import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.audit.OtherServices.Service;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parked messages of projections and worker in one list: first those of projections, which it gives
 * itself, then the worker's rows. An id says whose it is, so that it can be settled there.
 */
@RestController
class DeadLetterController {
    private static final String PATH = "/v1/dead-letters";
    private static final String OF_PROJECTIONS = "dead-letters-of-projections";
    private static final String OF_WORKER = "dead-letters-of-worker";
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final OtherServices services;
    private final ParkedMessages parked;
    private final JsonMapper json;

    DeadLetterController(OtherServices services, ParkedMessages parked, JsonMapper json) {
        this.services = services;
        this.parked = parked;
        this.json = json;
    }

    @GetMapping(PATH)
    @Allow({Role.AUDITOR, Role.SERVICE})
    DeadLetters list(
            HttpServletRequest request,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        if (cursor != null && Cursor.isOf(OF_WORKER, cursor)) {
            long before = Cursor.position(OF_WORKER, cursor, Long.MAX_VALUE);
            return workerPage(new ArrayList<>(), before, rows, List.of());
        }
        return projectionsPage(request, Cursor.key(OF_PROJECTIONS, cursor), rows);
    }

    @PostMapping(PATH + "/{id}/{settle:retry|discard}")
    @Allow({Role.SERVICE})
    ResponseEntity<byte[]> settle(
            HttpServletRequest request, @PathVariable String id, @PathVariable String settle) {
        for (Service service : Service.values()) {
            String prefix = id(service, "");
            if (id.startsWith(prefix)) {
                return services.call(
                        service,
                        request,
                        HttpMethod.POST,
                        PATH + "/{id}/{settle}",
                        id.substring(prefix.length()),
                        settle);
            }
        }
        throw Problem.notFound("NOT_FOUND", "Dead letter " + id + " does not exist");
    }

    static String id(Service service, @Nullable Object theirs) {
        return service.text() + ':' + theirs;
    }

    private DeadLetters projectionsPage(
            HttpServletRequest request, @Nullable String theirCursor, int rows) {
        List<Map<String, Object>> items = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try {
            Map<String, Object> page = theirs(request, theirCursor);
            if (page.get("items") instanceof List<?> theirItems) {
                theirItems.forEach(item -> items.add(ofProjections(item)));
            }
            Object next = page.get("nextCursor");
            if (next != null) {
                return new DeadLetters(items, Cursor.after(OF_PROJECTIONS, next), missing);
            }
        } catch (Problem away) {
            missing.add(Service.PROJECTIONS.text());
        }
        return workerPage(items, Long.MAX_VALUE, rows, missing);
    }

    private Map<String, Object> theirs(HttpServletRequest request, @Nullable String theirCursor) {
        ResponseEntity<byte[]> answer =
                theirCursor == null
                        ? services.call(Service.PROJECTIONS, request, HttpMethod.GET, PATH)
                        : services.call(
                                Service.PROJECTIONS,
                                request,
                                HttpMethod.GET,
                                PATH + "?cursor={cursor}",
                                theirCursor);
        byte[] body = answer.getBody();
        if (!answer.getStatusCode().is2xxSuccessful() || body == null) {
            throw Problem.of(
                    HttpStatus.BAD_GATEWAY,
                    "PROJECTIONS_FAILED",
                    "projections answered " + answer.getStatusCode().value());
        }
        return json.readValue(body, OBJECT);
    }

    private static Map<String, Object> ofProjections(Object item) {
        Map<String, Object> tagged = new LinkedHashMap<>();
        tagged.put("source", Service.PROJECTIONS.text());
        if (item instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> tagged.put(String.valueOf(name), value));
        }
        tagged.computeIfPresent("id", (name, id) -> id(Service.PROJECTIONS, id));
        return tagged;
    }

    private DeadLetters workerPage(
            List<Map<String, Object>> items, long before, int rows, List<String> missing) {
        Page<ParkedMessages.Row> page =
                Page.of(
                        parked.before(before, rows + 1),
                        rows,
                        last -> Cursor.after(OF_WORKER, last.id()),
                        row -> row);
        page.items().forEach(row -> items.add(row.item()));
        return new DeadLetters(items, page.nextCursor(), missing);
    }
}
