package io.recount.command.serving.catalogue;

import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueExperiment;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The slots of an {@link Index} that lived at one time.
 *
 * @param slots may hold later campaigns behind those that live here
 * @param facts of the same slots
 * @param serving those of the living that nothing but a used-up day may pause
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; shared with the index.
record IndexSnapshot(
        long version,
        List<CatalogueExperiment> experiments,
        Postings postings,
        Indexed[] slots,
        Facts facts,
        RoaringBitmap live,
        RoaringBitmap serving)
        implements Snapshot {
    record Postings(
            KeywordIndex keywords,
            ValueIndex categories,
            ValueIndex countries,
            ValueIndex devices) {}

    @Override
    public int size() {
        return live.getCardinality();
    }

    @Override
    public void match(MatchQuery query, Matching found) {
        RoaringBitmap excluded = new RoaringBitmap();
        RoaringBitmap candidates = asked(query, excluded);
        candidates.and(serving);
        candidates.andNot(excluded);
        candidates = postings.countries.allowed(candidates, query.country());
        candidates = postings.devices.allowed(candidates, query.device());
        Schedules.Now hours = facts.schedules(query.at());
        long atMs = query.at().toEpochMilli();
        for (IntIterator each = candidates.getIntIterator(); each.hasNext(); ) {
            int slot = each.next();
            if (!facts.hasUsedUpItsDay(slot, atMs) && hours.isOpen(facts.schedule(slot))) {
                found.found(slot, facts.bidMicros(slot), facts.bestQualityE4(slot));
            }
        }
    }

    @Override
    public ServingCampaign campaign(int slot) {
        return slots[slot].campaign;
    }

    /** Slots of which a keyword or a category matches, of other snapshots too. */
    private RoaringBitmap asked(MatchQuery query, RoaringBitmap excluded) {
        RoaringBitmap asked = new RoaringBitmap();
        for (String text : query.queries()) {
            postings.keywords.find(text, asked, excluded);
        }
        for (String category : query.categories()) {
            postings.categories.find(category, asked);
        }
        return asked;
    }

    @Override
    public void explain(
            MatchQuery query,
            int limit,
            BiConsumer<ServingCampaign, @Nullable CandidateOutcome> found) {
        RoaringBitmap excluded = new RoaringBitmap();
        RoaringBitmap candidates = asked(query, excluded);
        candidates.and(live);
        RoaringBitmap countries = postings.countries.allowed(candidates, query.country());
        RoaringBitmap devices = postings.devices.allowed(candidates, query.device());
        Schedules.Now hours = facts.schedules(query.at());
        IntIterator each = candidates.getIntIterator();
        for (int left = limit; left > 0 && each.hasNext(); left--) {
            int slot = each.next();
            Indexed indexed = slots[slot];
            CandidateOutcome why = whyNotAtAll(indexed, query.at().toEpochMilli());
            if (why != null) {
                found.accept(indexed.campaign, why);
            } else if (!countries.contains(slot)) {
                found.accept(indexed.campaign, CandidateOutcome.COUNTRY);
            } else if (!devices.contains(slot)) {
                found.accept(indexed.campaign, CandidateOutcome.DEVICE);
            } else if (!hours.isOpen(facts.schedule(slot))) {
                found.accept(indexed.campaign, CandidateOutcome.HOUR);
            } else {
                boolean unwanted = excluded.contains(slot);
                found.accept(indexed.campaign, unwanted ? CandidateOutcome.NEGATIVE_KEYWORD : null);
            }
        }
    }

    private static @Nullable CandidateOutcome whyNotAtAll(Indexed indexed, long atMs) {
        if (indexed.paused || indexed.hasUsedUpItsDay(atMs)) {
            return CandidateOutcome.PAUSED;
        }
        return indexed.campaign.ads().isEmpty() ? CandidateOutcome.NO_ACTIVE_AD : null;
    }
}
