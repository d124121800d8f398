package io.recount.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * The address of the one who calls: the connection's, or the last hop of {@code X-Forwarded-For}
 * when the connection comes from a trusted proxy (setting {@code recount.http.trusted-proxies}).
 */
public final class ClientAddress {
    private final Set<String> trustedProxies;

    ClientAddress(Set<String> trustedProxies) {
        this.trustedProxies = Set.copyOf(trustedProxies);
    }

    public String of(HttpServletRequest request) {
        String connection = request.getRemoteAddr();
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null || !trustedProxies.contains(connection)) {
            return connection;
        }
        // Only the last entry was written by the proxy that we trust; those before it are hearsay.
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return last.isEmpty() ? connection : last;
    }
}
