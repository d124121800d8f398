package io.recount.query;

import io.recount.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Query parameters to the letter: one that the handler does not know, or that stands there twice,
 * is a 400 that names it. A misspelt filter would else silently answer another question.
 */
public final class Parameters implements HandlerInterceptor {
    static final String MIN_POSITION = "minPosition";

    /** Refuses a parameter's value. */
    public static Problem invalid(String parameter, String detail) {
        return Problem.badRequest("INVALID_PARAMETER", detail).withError("?" + parameter, detail);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && request.getRequestURI().startsWith("/v1/")) {
            Set<String> known = known(method);
            request.getParameterMap().forEach((name, values) -> check(name, values, known));
        }
        return true;
    }

    private static void check(String name, String[] values, Set<String> known) {
        if (!known.contains(name)) {
            String detail =
                    "Unknown parameter '" + name + "'; known are " + String.join(", ", known);
            throw Problem.badRequest("UNKNOWN_PARAMETER", detail).withError("?" + name, detail);
        }
        if (values.length > 1) {
            throw invalid(name, name + " stands there " + values.length + " times");
        }
    }

    private static Set<String> known(HandlerMethod method) {
        Set<String> names =
                Arrays.stream(method.getMethodParameters())
                        .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
                        .map(Parameters::nameOf)
                        .collect(Collectors.toCollection(TreeSet::new));
        names.add(MIN_POSITION);
        return names;
    }

    private static String nameOf(MethodParameter parameter) {
        RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
        if (annotation != null && !annotation.name().isEmpty()) {
            return annotation.name();
        }
        return String.valueOf(parameter.getParameter().getName());
    }
}
