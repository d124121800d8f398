package io.recount.command.tracking;

import io.recount.command.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes tokens as the service does, and as it never would. */
public final class Forge {
    /** The key of the profile local. */
    public static final String LOCAL_KEY = "cmVjb3VudC1sb2NhbC1kZXZlbG9wbWVudC1rZXktMzI=";

    public static final String OTHER_KEY = "b3RoZXJzLWtleS1vdGhlcnMta2V5LW90aGVycy1rZXk=";

    private Forge() {}

    /** A token of that ad, at that price, served at that instant to nobody in particular. */
    public static String token(
            String key, String campaignId, String adId, long priceMicros, Instant servedAt) {
        TokenProperties properties = new TokenProperties(Map.of(1, key), 1, Duration.ofMinutes(30));
        return new TokenSeal(properties)
                .seal(
                        new AdToken(
                                Ids.newClickId(Ids.advertiserOf(campaignId)),
                                campaignId,
                                adId,
                                1,
                                priceMicros,
                                servedAt,
                                false,
                                false,
                                null,
                                null,
                                "local-publisher",
                                List.of()));
    }
}
