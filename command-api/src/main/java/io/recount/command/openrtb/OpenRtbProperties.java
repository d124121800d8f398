package io.recount.command.openrtb;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.openrtb.*}.
 *
 * @param network how much of an exchange's {@code tmax} the way there and back takes
 * @param expiry how long after the auction an impression may come; well within the life of tokens,
 *     since its click comes after it
 */
@ConfigurationProperties("recount.openrtb")
record OpenRtbProperties(
        @DefaultValue("20ms") Duration network, @DefaultValue("5m") Duration expiry) {}
