package io.recount.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * For pages: who the browser's cookie says is looking, if anyone. API handlers take a {@link
 * Caller}.
 */
public final class SignedIn {
    /** Holds the API key of a signed-in browser; set it HttpOnly and SameSite=Strict. */
    public static final String COOKIE = "recount_key";

    private final ApiKeys keys;

    SignedIn(ApiKeys keys) {
        this.keys = keys;
    }

    public Optional<Caller> of(HttpServletRequest request) {
        return CallerInterceptor.key(request).flatMap(keys::find);
    }
}
