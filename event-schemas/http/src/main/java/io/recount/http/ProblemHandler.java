package io.recount.http;

import io.recount.http.Problem.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Renders every refusal as a problem: our own, Spring's, Jackson's, bean validation's, an outage's.
 */
@RestControllerAdvice
final class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler(Problem.class)
    ResponseEntity<ProblemDetail> refused(Problem problem) {
        return response(problem);
    }

    /** The database is away: nothing was changed, and asking again is safe. */
    @ExceptionHandler({
        CannotGetJdbcConnectionException.class,
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class
    })
    ResponseEntity<ProblemDetail> outage(Exception cause, HttpServletRequest request) {
        LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), cause.getMessage());
        return response(
                Problem.unavailable(
                        "DATABASE_UNAVAILABLE",
                        "The database cannot be reached now; ask again",
                        Duration.ofSeconds(1)));
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<ProblemDetail> bug(Exception cause, HttpServletRequest request) {
        LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), cause);
        return response(
                Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL_ERROR",
                        "Something went wrong here; the service's log has the cause"));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        List<FieldError> errors =
                e.getBindingResult().getFieldErrors().stream()
                        .map(
                                f ->
                                        new FieldError(
                                                pointer(f.getField()),
                                                String.valueOf(f.getDefaultMessage())))
                        .sorted(Comparator.comparing(FieldError::pointer))
                        .toList();
        // What is missing makes the request malformed; what is there and wrong breaks a rule.
        boolean missing =
                e.getBindingResult().getFieldErrors().stream()
                        .anyMatch(f -> f.getRejectedValue() == null);
        Problem problem =
                missing
                        ? Problem.badRequest("MISSING_FIELD", sentence(errors))
                        : Problem.unprocessable("INVALID_FIELD", sentence(errors));
        for (FieldError error : errors) {
            problem = problem.withError(error.pointer(), error.detail());
        }
        return untyped(response(problem));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return untyped(response(unreadable(e)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleServletRequestBindingException(
            ServletRequestBindingException e,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return untyped(
                response(Problem.badRequest("MISSING_PARAMETER", e.getBody().getDetail() + "")));
    }

    @ExceptionHandler(MethodArgumentTypeMismatchException.class)
    ResponseEntity<ProblemDetail> wrongParameter(MethodArgumentTypeMismatchException e) {
        String detail =
                "'%s' is no value for %s: %s expected"
                        .formatted(e.getValue(), e.getName(), expected(e.getRequiredType()));
        return response(
                Problem.badRequest("INVALID_PARAMETER", detail)
                        .withError("?" + e.getName(), detail));
    }

    /** Spring's own refusals get our fields too: 404, 405, 406, 413, 415 and the like. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail detail
                && (detail.getProperties() == null
                        || !detail.getProperties().containsKey("code"))) {
            HttpStatus known = HttpStatus.resolve(status.value());
            Problem.describe(detail, known == null ? "ERROR" : known.name(), List.of());
        }
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    static ResponseEntity<ProblemDetail> response(Problem problem) {
        var response =
                ResponseEntity.status(problem.status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        var retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            response.header(
                    HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        return response.body(problem.body());
    }

    private static ResponseEntity<Object> untyped(ResponseEntity<ProblemDetail> response) {
        return ResponseEntity.status(response.getStatusCode())
                .headers(response.getHeaders())
                .body(response.getBody());
    }

    private static Problem unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof JacksonException json) {
                return unreadable(json);
            }
        }
        return Problem.badRequest("MALFORMED_BODY", "A JSON body is required");
    }

    private static Problem unreadable(JacksonException json) {
        String pointer = pointer(json);
        if (json instanceof UnrecognizedPropertyException unknown) {
            String detail = "Unknown field '" + unknown.getPropertyName() + "'";
            return Problem.badRequest("UNKNOWN_FIELD", detail).withError(pointer, detail);
        }
        if (json instanceof MismatchedInputException mismatch) {
            Object found = json instanceof InvalidFormatException format ? format.getValue() : null;
            String detail =
                    (found == null ? "Wrong type" : "'" + found + "' is no value")
                            + " for "
                            + (pointer.isEmpty() ? "the body" : pointer)
                            + ": "
                            + expected(mismatch.getTargetType())
                            + " expected";
            return Problem.badRequest("WRONG_TYPE", detail).withError(pointer, detail);
        }
        return Problem.badRequest("MALFORMED_BODY", "Not valid JSON: " + json.getOriginalMessage());
    }

    private static String pointer(JacksonException json) {
        return json.getPath().stream()
                .map(
                        step ->
                                "/"
                                        + (step.getPropertyName() != null
                                                ? step.getPropertyName()
                                                : step.getIndex()))
                .collect(Collectors.joining());
    }

    private static String pointer(String field) {
        return "/" + field.replace(".", "/").replace("[", "/").replace("]", "");
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getSimpleName().toLowerCase(Locale.ROOT)) {
            case "long", "int", "integer" -> "a whole number";
            case "instant" -> "an RFC 3339 instant";
            case "string" -> "a text";
            case "boolean" -> "true or false";
            case "list", "set", "arraylist" -> "an array";
            default -> "an object";
        };
    }

    private static String sentence(List<FieldError> errors) {
        return errors.stream()
                .map(error -> error.pointer() + ": " + error.detail())
                .collect(Collectors.joining("; "));
    }
}
