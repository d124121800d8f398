package io.recount.command.tracking;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;

/** Links of placed ads as the service makes them. */
public final class Linking {
    private Linking() {}

    public static AdLinks at(String publicUrl) {
        TokenProperties properties =
                new TokenProperties(Map.of(1, Forge.LOCAL_KEY), 1, Duration.ofMinutes(30));
        return new AdLinks(
                new Tokens(
                        new TokenSeal(properties),
                        properties,
                        publicUrl,
                        new SimpleMeterRegistry()));
    }
}
