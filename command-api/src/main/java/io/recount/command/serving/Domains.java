package io.recount.command.serving;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose site an ad leads to, as exchanges name advertisers: the host, without {@code www}. */
public final class Domains {
    private static final String WWW = "www.";

    private Domains() {}

    /** Null for what has no host. */
    public static @Nullable String of(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? null : plain(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a domain is that one or below it: {@code shop.ford.com} is of {@code ford.com}. */
    public static boolean isOf(String domain, String other) {
        return domain.endsWith(other)
                && (domain.length() == other.length()
                        || domain.charAt(domain.length() - other.length() - 1) == '.');
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith(WWW) ? lower.substring(WWW.length()) : lower;
    }
}
