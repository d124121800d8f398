package io.recount.command.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.NoticeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tokens as they travel: the URLs that carry them, and their reading, forgeries counted. */
@Component
class Tokens {
    private final TokenSeal seal;
    private final Duration life;
    private final String publicUrl;
    private final Counter forged;

    Tokens(
            TokenSeal seal,
            TokenProperties properties,
            @Value("${recount.public-url}") String publicUrl,
            MeterRegistry meters) {
        this.seal = seal;
        this.life = properties.life();
        this.publicUrl =
                publicUrl.endsWith("/")
                        ? publicUrl.substring(0, publicUrl.length() - 1)
                        : publicUrl;
        this.forged =
                Counter.builder("recount.tokens.forged")
                        .description("Tokens whose seal is broken or not ours")
                        .register(meters);
    }

    String seal(AdToken token) {
        return seal.seal(token);
    }

    /** Empty for a forged one. */
    Optional<AdToken> open(String text) {
        Optional<AdToken> token = seal.open(text);
        if (token.isEmpty()) {
            forged.increment();
        }
        return token;
    }

    boolean isExpired(AdToken token, Instant now) {
        return token.servedAt().plus(life).isBefore(now);
    }

    String clickUrl(String token) {
        return publicUrl + "/t/c/" + token;
    }

    String impressionUrl(String token) {
        return publicUrl + "/t/i/" + token;
    }

    String noticeUrl(String token, NoticeKind kind) {
        String path =
                switch (kind) {
                    case WIN -> "/t/w/";
                    case BILLING -> "/t/b/";
                    case LOSS -> "/t/l/";
                };
        return publicUrl + path + token;
    }
}
