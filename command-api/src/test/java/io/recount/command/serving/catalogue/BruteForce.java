package io.recount.command.serving.catalogue;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue without an index: every campaign is asked everything, by the entries alone. */
final class BruteForce {
    private static final String MATCHES = "MATCHES";

    final Map<String, CatalogueCampaign> campaigns = new HashMap<>();
    final Map<String, CatalogueAdvertiser> advertisers = new HashMap<>();

    /** What becomes of each campaign that a keyword or a category matches. */
    Map<String, String> explained(MatchQuery query) {
        Map<String, String> explained = new HashMap<>();
        for (CatalogueCampaign campaign : campaigns.values()) {
            boolean lives =
                    campaign.getStatus() != CampaignStatus.DRAFT
                            && campaign.getStatus() != CampaignStatus.ENDED;
            if (lives && isAskedFor(campaign.getTargeting(), query)) {
                CandidateOutcome why = why(campaign, query);
                explained.put(campaign.getCampaignId(), why == null ? MATCHES : why.name());
            }
        }
        return explained;
    }

    List<String> matching(MatchQuery query) {
        return explained(query).entrySet().stream()
                .filter(entry -> entry.getValue().equals(MATCHES))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isAskedFor(Targeting targeting, MatchQuery query) {
        return targeting.getCategories().stream().anyMatch(query.categories()::contains)
                || targeting.getKeywords().stream()
                        .filter(keyword -> !keyword.startsWith("-"))
                        .anyMatch(keyword -> anyMatches(keyword, query));
    }

    private static boolean anyMatches(String keyword, MatchQuery query) {
        return query.queries().stream().anyMatch(text -> matches(keyword, text));
    }

    private static boolean matches(String keyword, String query) {
        String words = " " + query + " ";
        String inner = " " + keyword.replaceAll("[\"\\[\\]]", "") + " ";
        if (keyword.startsWith("[")) {
            return words.equals(inner);
        }
        return keyword.startsWith("\"")
                ? words.contains(inner)
                : List.of(query.split(" ")).containsAll(List.of(keyword.split(" ")));
    }

    private @Nullable CandidateOutcome why(CatalogueCampaign campaign, MatchQuery query) {
        if (isPaused(campaign, query.at())) {
            return CandidateOutcome.PAUSED;
        }
        if (campaign.getAds().stream().allMatch(ad -> ad.getStatus() == AdStatus.PAUSED)) {
            return CandidateOutcome.NO_ACTIVE_AD;
        }
        Targeting targeting = campaign.getTargeting();
        if (!allows(targeting.getCountries(), query.country())) {
            return CandidateOutcome.COUNTRY;
        }
        if (!allows(targeting.getDevices(), query.device())) {
            return CandidateOutcome.DEVICE;
        }
        ZonedDateTime local = query.at().atZone(zone(campaign, query.at()));
        int hour = (local.getDayOfWeek().getValue() - 1) * 24 + local.getHour();
        if (!targeting.getHours().isEmpty() && !targeting.getHours().contains(hour)) {
            return CandidateOutcome.HOUR;
        }
        boolean unwanted =
                targeting.getKeywords().stream()
                        .filter(keyword -> keyword.startsWith("-"))
                        .anyMatch(keyword -> anyMatches(keyword.substring(1), query));
        return unwanted ? CandidateOutcome.NEGATIVE_KEYWORD : null;
    }

    /** Days here begin at midnight in zones without summer time. */
    private boolean isPaused(CatalogueCampaign campaign, Instant at) {
        List<PauseCause> causes = new ArrayList<>(campaign.getPauseCauses());
        Instant day = campaign.getPausedDay();
        if (causes.remove(PauseCause.DAY) && day != null) {
            ZoneId zone = zone(campaign, day);
            boolean sameZone = zone.equals(zone(campaign, at));
            if (sameZone && day.atZone(zone).toLocalDate().equals(at.atZone(zone).toLocalDate())) {
                return true;
            }
        }
        return !causes.isEmpty();
    }

    private ZoneId zone(CatalogueCampaign campaign, Instant at) {
        CatalogueAdvertiser advertiser = advertisers.get(campaign.getAdvertiserId());
        if (advertiser == null) {
            return ZoneId.of(campaign.getTimeZone());
        }
        boolean before = advertiser.getZoneFrom() != null && at.isBefore(advertiser.getZoneFrom());
        return ZoneId.of(before ? advertiser.getZoneBefore() : advertiser.getTimeZone());
    }

    private static boolean allows(List<String> allowed, @Nullable String value) {
        return allowed.isEmpty() || allowed.contains(value);
    }
}
