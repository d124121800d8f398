package io.recount.command.serving;

import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * All campaigns in memory, indexed by what requests ask for. Readers see one immutable index; the
 * feed makes the next one and swaps it in, so a request never waits and never sees half a change.
 */
@Component
public class Catalogue {
    private volatile Index index = Index.of(Map.of());

    /** The ad, also when its campaign no longer serves: its tokens live on. */
    public Optional<CatalogueAd> ad(String adId) {
        return Optional.ofNullable(index.ads.get(adId));
    }

    public int size() {
        return index.campaigns.size();
    }

    /** Campaigns that serve at that instant and of which a keyword or a category matches. */
    Set<CatalogueCampaign> matching(
            List<String> queryWords, Collection<String> categories, Instant at) {
        Index now = index;
        Set<CatalogueCampaign> found = new LinkedHashSet<>();
        for (int start = 0; start < queryWords.size(); start++) {
            for (Phrase phrase :
                    now.phrasesByFirstWord.getOrDefault(queryWords.get(start), List.of())) {
                if (phrase.standsAt(queryWords, start)) {
                    found.add(phrase.campaign);
                }
            }
        }
        for (String category : categories) {
            found.addAll(now.byCategory.getOrDefault(category, List.of()));
        }
        found.removeIf(campaign -> Pauses.dayLasts(campaign, at));
        return found;
    }

    boolean isEmpty() {
        return index.campaigns.isEmpty();
    }

    /** Puts these in place of everything. */
    void replaceAll(Collection<CatalogueCampaign> campaigns) {
        Map<String, CatalogueCampaign> all = new HashMap<>();
        campaigns.forEach(campaign -> all.put(campaign.getCampaignId(), campaign));
        index = Index.of(all);
    }

    /** Takes newer versions in; an older one than what is here is ignored. */
    void update(Collection<CatalogueCampaign> changed) {
        Map<String, CatalogueCampaign> all = new HashMap<>(index.campaigns);
        for (CatalogueCampaign campaign : changed) {
            all.merge(
                    campaign.getCampaignId(),
                    campaign,
                    (old, young) -> young.getPosition() >= old.getPosition() ? young : old);
        }
        index = Index.of(all);
    }

    private record Phrase(List<String> words, CatalogueCampaign campaign) {
        boolean standsAt(List<String> query, int start) {
            int end = start + words.size();
            return end <= query.size() && query.subList(start, end).equals(words);
        }
    }

    private record Index(
            Map<String, CatalogueCampaign> campaigns,
            Map<String, List<Phrase>> phrasesByFirstWord,
            Map<String, List<CatalogueCampaign>> byCategory,
            Map<String, CatalogueAd> ads) {
        static Index of(Map<String, CatalogueCampaign> campaigns) {
            Map<String, List<Phrase>> phrases = new HashMap<>();
            Map<String, List<CatalogueCampaign>> categories = new HashMap<>();
            Map<String, CatalogueAd> ads = new HashMap<>();
            for (CatalogueCampaign campaign : campaigns.values()) {
                campaign.getAds().forEach(ad -> ads.put(ad.getAdId(), ad));
                if (!Pauses.lets(campaign)) {
                    continue;
                }
                for (String keyword : campaign.getTargeting().getKeywords()) {
                    List<String> words = Words.of(keyword);
                    if (!words.isEmpty()) {
                        phrases.computeIfAbsent(words.get(0), w -> new ArrayList<>())
                                .add(new Phrase(words, campaign));
                    }
                }
                for (String category : campaign.getTargeting().getCategories()) {
                    categories.computeIfAbsent(category, c -> new ArrayList<>()).add(campaign);
                }
            }
            return new Index(campaigns, phrases, categories, ads);
        }
    }
}
