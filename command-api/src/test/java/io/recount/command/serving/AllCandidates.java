package io.recount.command.serving;

import static io.recount.command.serving.InMemoryServing.RESERVE;
import static io.recount.command.serving.InMemoryServing.WON;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who gets the slots and at which price, found by looking at all campaigns for each slot, from the
 * description of the auction alone. Ties are avoided by those who ask.
 */
record AllCandidates(
        List<CatalogueCampaign> campaigns,
        Map<String, Long> spentToday,
        Map<String, Long> left,
        long armE4) {
    private static final BigInteger E4 = BigInteger.valueOf(10_000);
    private static final long STEP = 10 * WON;
    private static final long UNKNOWN_QUALITY = 50_000;

    List<String> winners(AdQuery query) {
        long floor = Math.max(RESERVE, query.floorMicros());
        List<CatalogueCampaign> open = new ArrayList<>(campaigns);
        open.removeIf(
                c -> !serves(c) || !matches(c, query) || ceiling(c) < floor || !canPay(c, floor));
        while (true) {
            Map<CatalogueCampaign, Long> won = auction(open, floor, query.slots());
            if (!open.removeIf(c -> won.containsKey(c) && !canPay(c, won.get(c)))) {
                return won.entrySet().stream()
                        .map(win -> win.getKey().getCampaignId() + "@" + win.getValue())
                        .toList();
            }
        }
    }

    private Map<CatalogueCampaign, Long> auction(
            List<CatalogueCampaign> bidding, long floor, int slots) {
        List<CatalogueCampaign> open = new ArrayList<>(bidding);
        List<CatalogueCampaign> order = new ArrayList<>();
        Set<String> advertisers = new HashSet<>();
        while (!open.isEmpty()) {
            CatalogueCampaign best = open.get(0);
            for (CatalogueCampaign other : open) {
                best = score(other).compareTo(score(best)) > 0 ? other : best;
            }
            open.remove(best);
            if (advertisers.add(best.getAdvertiserId())) {
                order.add(best);
            }
        }
        Map<CatalogueCampaign, Long> winners = new LinkedHashMap<>();
        for (int i = 0; i < order.size() && i < slots; i++) {
            CatalogueCampaign winner = order.get(i);
            long price = i + 1 < order.size() ? price(winner, order.get(i + 1), floor) : floor;
            winners.put(winner, price);
        }
        return winners;
    }

    private static boolean serves(CatalogueCampaign c) {
        return c.getStatus() == CampaignStatus.ACTIVE
                && !c.getPauseCauses().contains(PauseCause.USER)
                && c.getAds().stream().anyMatch(ad -> ad.getStatus() == AdStatus.ACTIVE);
    }

    /** Keywords are single words here. */
    private static boolean matches(CatalogueCampaign c, AdQuery query) {
        Set<String> words = Set.copyOf(List.of(query.queries().get(0).split(" ")));
        boolean asked =
                c.getTargeting().getKeywords().stream().anyMatch(words::contains)
                        || c.getTargeting().getCategories().stream()
                                .anyMatch(query.categories()::contains);
        List<String> countries = c.getTargeting().getCountries();
        return asked
                && (countries.isEmpty() || countries.contains(query.country()))
                && c.getTargeting().getCategories().stream()
                        .noneMatch(query.blocks().categories()::contains);
    }

    private boolean canPay(CatalogueCampaign c, long price) {
        Long spent = spentToday.get(c.getCampaignId());
        Long balance = left.get(c.getAdvertiserId());
        return spent != null
                && balance != null
                && price <= balance
                && price <= c.getDailyBudgetMicros() - spent;
    }

    private long ceiling(CatalogueCampaign c) {
        BigInteger bid = BigInteger.valueOf(c.getMaxCpcMicros());
        return bid.multiply(BigInteger.valueOf(armE4)).divide(E4).min(bid).longValueExact();
    }

    private BigInteger score(CatalogueCampaign c) {
        return BigInteger.valueOf(c.getMaxCpcMicros()).multiply(weight(c));
    }

    private BigInteger weight(CatalogueCampaign c) {
        return BigInteger.valueOf(quality(c)).multiply(BigInteger.valueOf(armE4));
    }

    /** Of the best active ad; one without a score has the mean of its campaign's. */
    private static long quality(CatalogueCampaign c) {
        List<Long> known =
                c.getAds().stream().map(CatalogueAd::getQualityE4).filter(q -> q > 0).toList();
        long mean =
                known.isEmpty()
                        ? UNKNOWN_QUALITY
                        : known.stream().mapToLong(q -> q).sum() / known.size();
        return c.getAds().stream()
                .filter(ad -> ad.getStatus() == AdStatus.ACTIVE)
                .mapToLong(ad -> ad.getQualityE4() > 0 ? ad.getQualityE4() : mean)
                .max()
                .orElseThrow();
    }

    private long price(CatalogueCampaign winner, CatalogueCampaign next, long floor) {
        BigInteger[] worth = score(next).divideAndRemainder(weight(winner));
        long price = worth[0].longValueExact() + worth[1].signum() + STEP;
        return Math.max(floor, Math.min(price, ceiling(winner)));
    }
}
