package io.recount.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * A refusal, rendered as {@code application/problem+json} (RFC 9457): {@code type}, {@code title},
 * {@code status}, {@code detail}, {@code code}, and {@code errors[]} where single fields are at
 * fault. Whoever throws it has changed nothing.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final transient List<FieldError> errors;
    private final transient @Nullable Duration retryAfter;

    /**
     * One field at fault.
     *
     * @param pointer JSON pointer (RFC 6901) into the body, or {@code ?name} for a query parameter
     */
    public record FieldError(String pointer, String detail) {}

    private Problem(
            HttpStatus status,
            String code,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false); // A refusal is an everyday answer: no stack trace.
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    public static Problem of(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), null);
    }

    public static Problem badRequest(String code, String detail) {
        return of(HttpStatus.BAD_REQUEST, code, detail);
    }

    public static Problem notFound(String code, String detail) {
        return of(HttpStatus.NOT_FOUND, code, detail);
    }

    public static Problem conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, detail);
    }

    public static Problem unprocessable(String code, String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, code, detail);
    }

    public static Problem unavailable(String code, String detail, Duration retryAfter) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of(), retryAfter);
    }

    public static Problem tooMany(String code, String detail, Duration retryAfter) {
        return new Problem(HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
    }

    /** The same, naming one field more that is at fault. */
    public Problem withError(String pointer, String detail) {
        List<FieldError> more =
                Stream.concat(errors.stream(), Stream.of(new FieldError(pointer, detail))).toList();
        return new Problem(status, code, detail(), more, retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    /** Stable, SCREAMING_SNAKE: what programs go by. */
    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    ProblemDetail body() {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail());
        describe(body, code, errors);
        return body;
    }

    /** Adds to a body what every problem of Recount has beside RFC 9457's own fields. */
    static void describe(ProblemDetail body, String code, List<FieldError> errors) {
        body.setType(
                URI.create(
                        "urn:recount:problem:" + code.toLowerCase(Locale.ROOT).replace('_', '-')));
        body.setProperty("code", code);
        if (!errors.isEmpty()) {
            body.setProperty("errors", errors);
        }
    }
}
