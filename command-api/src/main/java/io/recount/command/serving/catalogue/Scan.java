package io.recount.command.serving.catalogue;

import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at every campaign. */
record Scan(
        Collection<CatalogueCampaign> campaigns,
        long version,
        List<CatalogueExperiment> experiments)
        implements Snapshot {
    @Override
    public int size() {
        return campaigns.size();
    }

    @Override
    public void match(MatchQuery query, Consumer<ServingCampaign> found) {
        explain(
                query,
                Integer.MAX_VALUE,
                (campaign, why) -> {
                    if (why == null) {
                        found.accept(campaign);
                    }
                });
    }

    @Override
    public void explain(
            MatchQuery query,
            int limit,
            BiConsumer<ServingCampaign, @Nullable CandidateOutcome> found) {
        String text = query.query();
        List<String> words = text == null ? List.of() : Words.of(text);
        int left = limit;
        for (CatalogueCampaign entry : campaigns) {
            if (left > 0 && isAskedFor(entry, words, query.categories())) {
                ServingCampaign campaign = ServingCampaign.of(entry);
                found.accept(campaign, why(entry, campaign, query));
                left--;
            }
        }
    }

    private static boolean isAskedFor(
            CatalogueCampaign entry, List<String> words, List<String> categories) {
        return entry.getTargeting().getCategories().stream().anyMatch(categories::contains)
                || entry.getTargeting().getKeywords().stream()
                        .map(Words::of)
                        .anyMatch(phrase -> holds(words, phrase));
    }

    private static boolean holds(List<String> words, List<String> phrase) {
        for (int start = 0; start + phrase.size() <= words.size(); start++) {
            if (words.subList(start, start + phrase.size()).equals(phrase)) {
                return !phrase.isEmpty();
            }
        }
        return false;
    }

    private static @Nullable CandidateOutcome why(
            CatalogueCampaign entry, ServingCampaign campaign, MatchQuery query) {
        if (!Pauses.lets(entry) || Pauses.dayLasts(entry, query.at())) {
            return CandidateOutcome.PAUSED;
        }
        if (campaign.ads().isEmpty()) {
            return CandidateOutcome.NO_ACTIVE_AD;
        }
        if (!allows(entry.getTargeting().getCountries(), query.country())) {
            return CandidateOutcome.COUNTRY;
        }
        if (!allows(entry.getTargeting().getDevices(), query.device())) {
            return CandidateOutcome.DEVICE;
        }
        return campaign.hours().allow(campaign.zones().hourOfWeek(query.at()))
                ? null
                : CandidateOutcome.HOUR;
    }

    /** An empty list restricts nothing; a restriction is not met by something unknown. */
    private static boolean allows(List<String> allowed, @Nullable String value) {
        return allowed.isEmpty()
                || (value != null && allowed.stream().anyMatch(value::equalsIgnoreCase));
    }
}
