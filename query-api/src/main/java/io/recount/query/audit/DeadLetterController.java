package io.recount.query.audit;

import io.recount.http.Allow;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parked messages of projections and worker in one list: first those of projections, which it gives
 * itself, then the worker's rows.
 */
@RestController
class DeadLetterController {
    static final String PROJECTIONS = "projections";
    static final String WORKER = "worker";

    private static final String LIST = "dead-letters";
    private static final String PATH = "/v1/dead-letters";
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Projections projections;
    private final ParkedMessages parked;
    private final JsonMapper json;

    DeadLetterController(Projections projections, ParkedMessages parked, JsonMapper json) {
        this.projections = projections;
        this.parked = parked;
        this.json = json;
    }

    @GetMapping(PATH)
    @Allow({Role.AUDITOR, Role.SERVICE})
    DeadLetters list(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        String workerCursor = cursor == null ? null : workerPart(cursor);
        if (workerCursor != null) {
            long before = Cursor.position(LIST + '-' + WORKER, workerCursor, Long.MAX_VALUE);
            return workerPage(new ArrayList<>(), before, rows, List.of());
        }
        return projectionsPage(Cursor.key(LIST + '-' + PROJECTIONS, cursor), rows);
    }

    /** The cursor, if it is one into the worker's rows. */
    private static @Nullable String workerPart(String cursor) {
        try {
            Cursor.key(LIST + '-' + WORKER, cursor);
            return cursor;
        } catch (Problem notThatList) {
            return null;
        }
    }

    private DeadLetters projectionsPage(@Nullable String theirCursor, int rows) {
        List<Map<String, Object>> items = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        try {
            Map<String, Object> page = theirs(theirCursor);
            if (page.get("items") instanceof List<?> theirItems) {
                theirItems.forEach(item -> items.add(ofProjections(item)));
            }
            Object next = page.get("nextCursor");
            if (next != null) {
                return new DeadLetters(
                        items, Cursor.after(LIST + '-' + PROJECTIONS, next), missing);
            }
        } catch (Problem away) {
            missing.add(PROJECTIONS);
        }
        return workerPage(items, Long.MAX_VALUE, rows, missing);
    }

    private Map<String, Object> theirs(@Nullable String theirCursor) {
        ResponseEntity<byte[]> answer =
                theirCursor == null
                        ? projections.call(HttpMethod.GET, PATH)
                        : projections.call(HttpMethod.GET, PATH + "?cursor={c}", theirCursor);
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
        tagged.put("source", PROJECTIONS);
        if (item instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> tagged.put(String.valueOf(name), value));
        }
        return tagged;
    }

    private DeadLetters workerPage(
            List<Map<String, Object>> items, long before, int rows, List<String> missing) {
        List<Map<String, Object>> found = parked.before(before, rows + 1);
        boolean more = found.size() > rows;
        List<Map<String, Object>> shown = more ? found.subList(0, rows) : found;
        items.addAll(shown);
        String next =
                more
                        ? Cursor.after(
                                LIST + '-' + WORKER, String.valueOf(shown.get(rows - 1).get("id")))
                        : null;
        return new DeadLetters(items, next, missing);
    }
}
