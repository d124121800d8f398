package io.recount.command.serving;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.serving.*}.
 *
 * @param reserveMicros the marketplace's reserve price: no click is sold for less
 * @param oneCampaignPerAdvertiser in an answer
 * @param tracedShare of the auctions that are kept whole, 0 to 1
 */
@ConfigurationProperties("recount.serving")
public record ServingProperties(
        @DefaultValue("70000000") long reserveMicros,
        @DefaultValue("true") boolean oneCampaignPerAdvertiser,
        @DefaultValue("0.01") double tracedShare) {
    public ServingProperties {
        if (reserveMicros < 1 || !(tracedShare >= 0 && tracedShare <= 1)) {
            throw new IllegalArgumentException(
                    "recount.serving: reserve-micros is above 0, traced-share within 0 and 1");
        }
    }
}
