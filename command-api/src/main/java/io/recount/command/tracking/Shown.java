package io.recount.command.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.pacing.FrequencyCaps;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What was offered to exchanges counts when it is shown, not when it is offered: most bids lose.
 * The billing notice says that it was, or the impression itself, whichever comes first. An instance
 * that sees one of them twice counts once; two instances that see one each count twice, which only
 * caps a visitor sooner and holds a budget back a little longer.
 */
@Component
class Shown {
    private static final int REMEMBERED_MAX = 200_000;

    private final Catalogue catalogue;
    private final SpendGate gate;
    private final FrequencyCaps caps;
    private final Cache<String, Boolean> counted;

    Shown(Catalogue catalogue, SpendGate gate, FrequencyCaps caps, TokenProperties tokens) {
        this.catalogue = catalogue;
        this.gate = gate;
        this.caps = caps;
        this.counted =
                Caffeine.newBuilder()
                        .maximumSize(REMEMBERED_MAX)
                        .expireAfterWrite(tokens.life())
                        .build();
    }

    /** Of a token that is no test and may still be clicked. */
    void count(AdToken token, Instant at) {
        if (!token.exchange()
                || counted.asMap().putIfAbsent(token.clickId(), Boolean.TRUE) != null) {
            return;
        }
        catalogue
                .campaign(token.campaignId())
                .ifPresent(
                        campaign -> {
                            gate.served(campaign, token.adId(), token.priceMicros(), at);
                            if (campaign.frequencyCap() != null) {
                                caps.shown(token.visitor(), campaign, at);
                            }
                        });
    }
}
