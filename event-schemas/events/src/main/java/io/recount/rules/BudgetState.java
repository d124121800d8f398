package io.recount.rules;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.BudgetSnapshot;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.NextZoneSnapshot;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.avro.specific.SpecificRecord;

/**
 * All of an advertiser's money at one point of its history. Immutable: an event makes the next one.
 *
 * @param editVersion how often name or zone were changed
 * @param day in which the newest event lies
 * @param last the instant of the newest event; time never runs back behind it
 */
public record BudgetState(
        String advertiserId,
        String name,
        String currency,
        long editVersion,
        BudgetDay day,
        long balanceMicros,
        Instant last,
        CampaignLines lines) {

    /** The state with which an advertiser begins. */
    public static BudgetState of(AdvertiserRegistered event) {
        return new BudgetState(
                event.getAdvertiserId(),
                event.getName(),
                event.getCurrency(),
                0,
                BudgetDay.of(event.getAt(), ZoneId.of(event.getTimeZone())),
                0,
                event.getAt(),
                CampaignLines.NONE);
    }

    /** The state that was kept. */
    public static BudgetState of(BudgetSnapshot snapshot) {
        return new BudgetState(
                snapshot.getAdvertiserId(),
                snapshot.getName(),
                snapshot.getCurrency(),
                snapshot.getEditVersion(),
                BudgetDay.of(snapshot),
                snapshot.getBalanceMicros(),
                snapshot.getLast(),
                CampaignLines.of(snapshot));
    }

    /** All of it, to be kept. */
    public BudgetSnapshot snapshot() {
        BudgetDay.NextZone next = day.next();
        return new BudgetSnapshot(
                advertiserId,
                name,
                currency,
                editVersion,
                day.start(),
                day.end(),
                day.zone().getId(),
                next == null ? null : new NextZoneSnapshot(next.zone().getId(), next.from()),
                balanceMicros,
                last,
                lines.all().stream().map(CampaignLine::snapshot).toList());
    }

    /** The state after what a budget's history may begin with: its first event or a snapshot. */
    public static BudgetState beginning(SpecificRecord first) {
        if (first instanceof BudgetSnapshot snapshot) {
            return of(snapshot);
        }
        if (first instanceof AdvertiserRegistered registered) {
            return of(registered);
        }
        throw new IllegalArgumentException(
                "No beginning of a budget: " + first.getSchema().getName());
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
        if (event instanceof FundsRefunded refunded) {
            return with(refunded.getBalanceAfterMicros(), refunded.getAt(), lines);
        }
        if (event instanceof ClickCredited credited) {
            return with(credited.getBalanceAfterMicros(), credited.getAt(), lines);
        }
        if (event instanceof AdvertiserChanged changed) {
            return changed(changed);
        }
        return withLine(event);
    }

    private BudgetState withLine(SpecificRecord event) {
        if (event instanceof CampaignBudgetSet set) {
            CampaignLine line = lines.find(set.getCampaignId());
            return with(
                    balanceMicros,
                    set.getAt(),
                    lines.with(
                            line == null
                                    ? CampaignLine.withoutSpend(set)
                                    : line.limited(LineLimits.of(set))));
        }
        if (event instanceof CampaignLineOpened opened) {
            return with(
                    balanceMicros,
                    opened.getAt(),
                    lines.with(line(opened.getCampaignId()).opened()));
        }
        if (event instanceof CampaignLineClosed closed) {
            return with(
                    balanceMicros,
                    closed.getAt(),
                    lines.with(line(closed.getCampaignId()).closed(closed.getAt())));
        }
        throw new IllegalArgumentException("No event of a budget: " + event.getSchema().getName());
    }

    /** The instant that a decision taken now gets: now, but never before the newest event. */
    Instant timeOf(Instant now) {
        return now.isBefore(last) ? last : now;
    }

    /** The day to which a decision taken now belongs. */
    public BudgetDay dayOf(Instant now) {
        return day.at(timeOf(now));
    }

    private CampaignLine line(String campaignId) {
        CampaignLine line = lines.find(campaignId);
        if (line == null) {
            throw new IllegalStateException(advertiserId + " has no line for " + campaignId);
        }
        return line;
    }

    private BudgetState with(long balance, Instant at, CampaignLines newLines) {
        return new BudgetState(
                advertiserId, name, currency, editVersion, day.at(at), balance, at, newLines);
    }

    private BudgetState changed(AdvertiserChanged event) {
        Instant at = event.getAt();
        return new BudgetState(
                advertiserId,
                event.getName(),
                currency,
                event.getEditVersion(),
                day.at(at).followedBy(ZoneId.of(event.getTimeZone()), event.getZoneFrom()),
                balanceMicros,
                at,
                lines);
    }
}
