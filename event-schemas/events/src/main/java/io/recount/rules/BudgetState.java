package io.recount.rules;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.FundsDeposited;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.avro.specific.SpecificRecord;

/**
 * All of an advertiser's money at one point of its history. Immutable: an event makes the next one.
 *
 * @param last the instant of the newest event; time never runs back behind it
 */
public record BudgetState(
        String advertiserId,
        String currency,
        ZoneId zone,
        long balanceMicros,
        Instant last,
        CampaignLines lines) {

    /** The state with which an advertiser begins. */
    public static BudgetState of(AdvertiserRegistered event) {
        return new BudgetState(
                event.getAdvertiserId(),
                event.getCurrency(),
                ZoneId.of(event.getTimeZone()),
                0,
                event.getAt(),
                CampaignLines.NONE);
    }

    /** The state after an event; every event of a budget but the first. */
    public BudgetState evolve(SpecificRecord event) {
        if (event instanceof ClickCharged charged) {
            return with(
                    charged.getBalanceAfterMicros(),
                    charged.getAt(),
                    lines.with(line(charged.getCampaignId()).charged(charged)));
        }
        if (event instanceof ClickNotCharged notCharged) {
            return with(balanceMicros, notCharged.getAt(), lines);
        }
        if (event instanceof FundsDeposited deposited) {
            return with(deposited.getBalanceAfterMicros(), deposited.getAt(), lines);
        }
        if (event instanceof CampaignBudgetSet set) {
            return with(balanceMicros, set.getAt(), lines.with(CampaignLine.withoutSpend(set)));
        }
        if (event instanceof CampaignLineOpened opened) {
            return with(
                    balanceMicros,
                    opened.getAt(),
                    lines.with(line(opened.getCampaignId()).opened()));
        }
        throw new IllegalArgumentException("No event of a budget: " + event.getSchema().getName());
    }

    /** The instant that a decision taken now gets: now, but never before the newest event. */
    Instant timeOf(Instant now) {
        return now.isBefore(last) ? last : now;
    }

    private CampaignLine line(String campaignId) {
        CampaignLine line = lines.find(campaignId);
        if (line == null) {
            throw new IllegalStateException(advertiserId + " has no line for " + campaignId);
        }
        return line;
    }

    private BudgetState with(long balance, Instant at, CampaignLines newLines) {
        return new BudgetState(advertiserId, currency, zone, balance, at, newLines);
    }
}
