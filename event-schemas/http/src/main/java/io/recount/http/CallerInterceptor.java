package io.recount.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.WebUtils;

/**
 * Finds out who calls, holds them to {@link Allow}, and hands the {@link Caller}, or the {@link
 * PresentedKey}, to handlers that take one. The key is the header {@code X-Api-Key}, or the cookie
 * of a signed-in browser.
 */
final class CallerInterceptor implements HandlerInterceptor, HandlerMethodArgumentResolver {
    private static final String CALLER = Caller.class.getName();

    private final ApiKeys keys;

    CallerInterceptor(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        Optional<String> key = key(request);
        Allow allow = method.getMethodAnnotation(Allow.class);
        boolean ours = allow != null || method.hasMethodAnnotation(Public.class);
        if (!ours) {
            return true;
        }
        if (key.isPresent()) {
            Caller caller = keys.find(key.get()).orElseThrow(CallerInterceptor::unknownKey);
            request.setAttribute(CALLER, caller);
            if (allow != null) {
                check(caller, allow);
            }
        } else if (allow != null) {
            throw Problem.of(
                    HttpStatus.UNAUTHORIZED, "API_KEY_REQUIRED", "Send your key as X-Api-Key");
        }
        return true;
    }

    private static void check(Caller caller, Allow allow) {
        if (caller.role() != Role.OPERATOR
                && !Arrays.asList(allow.value()).contains(caller.role())) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "ROLE_NOT_ALLOWED",
                    "A key with the role " + caller.role() + " may not do this");
        }
    }

    static Optional<String> key(HttpServletRequest request) {
        String header = request.getHeader("X-Api-Key");
        if (header != null) {
            return Optional.of(header);
        }
        @Nullable Cookie cookie = WebUtils.getCookie(request, SignedIn.COOKIE);
        return Optional.ofNullable(cookie).map(Cookie::getValue);
    }

    static Problem unknownKey() {
        return Problem.of(HttpStatus.UNAUTHORIZED, "API_KEY_UNKNOWN", "This API key is not known");
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class
                || parameter.getParameterType() == PresentedKey.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        if (parameter.getParameterType() == PresentedKey.class) {
            HttpServletRequest sent = request.getNativeRequest(HttpServletRequest.class);
            return sent == null ? null : key(sent).map(PresentedKey::new).orElse(null);
        }
        return request.getAttribute(CALLER, RequestAttributes.SCOPE_REQUEST);
    }
}
