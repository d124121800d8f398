package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * All campaigns in memory. Readers take one snapshot each; the feed makes the next one and swaps it
 * in, so a request never waits and never sees half a change.
 */
@Component
public class Catalogue {
    private volatile Map<String, CatalogueCampaign> all = Map.of();

    public Snapshot snapshot() {
        List<CatalogueCampaign> known = List.copyOf(all.values());
        return new Scan(
                known,
                known.stream().mapToLong(CatalogueCampaign::getPosition).max().orElse(0),
                List.of());
    }

    /** Where the ad leads, also when its campaign no longer serves: its tokens live on. */
    public Optional<String> landingUrl(String campaignId, String adId) {
        CatalogueCampaign campaign = all.get(campaignId);
        return campaign == null
                ? Optional.empty()
                : campaign.getAds().stream()
                        .filter(ad -> ad.getAdId().equals(adId))
                        .map(CatalogueAd::getLandingUrl)
                        .findAny();
    }

    public int size() {
        return all.size();
    }

    /** Puts these in place of everything. */
    public void replaceAll(Changes changes) {
        all = Map.of();
        update(changes);
    }

    /** Takes newer entries in. */
    public void update(Changes changes) {
        Map<String, CatalogueCampaign> next = new HashMap<>(all);
        for (CatalogueCampaign campaign : changes.campaigns()) {
            next.merge(
                    campaign.getCampaignId(),
                    campaign,
                    (old, young) -> young.getPosition() >= old.getPosition() ? young : old);
        }
        changes.goneCampaigns().forEach(next::remove);
        all = next;
    }

    static Changes of(Collection<CatalogueCampaign> campaigns) {
        return Changes.of(campaigns.toArray(CatalogueCampaign[]::new));
    }
}
