package io.recount.http;

import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.http.*}.
 *
 * @param keys fixed API keys beside those of the table: key → role
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed
 */
@ConfigurationProperties("recount.http")
record HttpProperties(
        @DefaultValue Map<String, Role> keys, @DefaultValue Set<String> trustedProxies) {}
