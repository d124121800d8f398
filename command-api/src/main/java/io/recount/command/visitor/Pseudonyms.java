package io.recount.command.visitor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Names for visitors and networks that say nothing without the month's key: HMAC-SHA-256, cut to 96
 * bits. All instances share the keys through the table; this month's and the next are in memory, so
 * serving an ad asks no database.
 */
@Component
public class Pseudonyms {
    private static final Logger LOG = LoggerFactory.getLogger(Pseudonyms.class);
    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 12;
    private static final long REFRESH_MS = 3_600_000;
    private static final int NETWORKS_MAX = 50_000;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** With the month's key in them, to be copied: less work than to key a new one each time. */
    private final Map<YearMonth, Mac> keyed = new ConcurrentHashMap<>();

    /** Networks repeat, and each request asks for its own. */
    private final Cache<NetworkOfMonth, String> networks =
            Caffeine.newBuilder().maximumSize(NETWORKS_MAX).build();

    Pseudonyms(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Looks ahead, so that the first request of a month finds its key. */
    @Scheduled(fixedDelay = REFRESH_MS)
    void refresh() {
        try {
            YearMonth month = thisMonth();
            keyed(month);
            keyed(month.plusMonths(1));
        } catch (DataAccessException e) {
            LOG.warn("Pseudonym keys cannot be read now: {}", e.getMessage());
        }
    }

    /** A visitor is who the publisher says it is, else an address with an agent. */
    public @Nullable String visitor(
            @Nullable String userId, @Nullable String address, @Nullable String agent) {
        if (userId != null) {
            return pseudonym("user", userId);
        }
        return address == null ? null : pseudonym("device", address + "\n" + agent);
    }

    /** Of the address's /24 or /48; null for what is no address. */
    public @Nullable String network(@Nullable String address) {
        return address == null
                ? null
                : Addresses.network(address)
                        .map(net -> new NetworkOfMonth(thisMonth(), net))
                        .map(net -> networks.get(net, this::pseudonym))
                        .orElse(null);
    }

    private record NetworkOfMonth(YearMonth month, String network) {}

    private String pseudonym(NetworkOfMonth of) {
        return pseudonym(of.month(), "network", of.network());
    }

    private String pseudonym(String kind, String value) {
        return pseudonym(thisMonth(), kind, value);
    }

    private String pseudonym(YearMonth month, String kind, String value) {
        try {
            byte[] full =
                    ((Mac) keyed(month).clone())
                            .doFinal((kind + "\n" + value).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(full, PSEUDONYM_BYTES));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's own can be copied", e);
        }
    }

    private YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    }

    private Mac keyed(YearMonth month) {
        return keyed.computeIfAbsent(month, this::keyedAnew);
    }

    private Mac keyedAnew(YearMonth month) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(load(month), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    private byte[] load(YearMonth month) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        jdbc.sql(
                        """
                        INSERT INTO command.pseudonym_keys (month, key, created_at)
                        VALUES (?, ?, ?) ON CONFLICT DO NOTHING""")
                .params(month.toString(), fresh, OffsetDateTime.now(clock))
                .update();
        return jdbc.sql("SELECT key FROM command.pseudonym_keys WHERE month = ?")
                .param(month.toString())
                .query(byte[].class)
                .single();
    }
}
