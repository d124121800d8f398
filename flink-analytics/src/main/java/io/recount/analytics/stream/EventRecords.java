package io.recount.analytics.stream;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Impression;
import io.recount.wire.UnreadableMessageException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events as slim records. What would break sums and times further on is unreadable: amounts and
 * instants that the platform does not know.
 */
final class EventRecords {
    /** DESIGN, money rules: amounts are at most 9·10^15 micros. */
    private static final long MAX_AMOUNT_MICROS = 9_000_000_000_000_000L;

    private static final long LATEST_MS = Instant.parse("2999-12-31T00:00:00Z").toEpochMilli();

    private EventRecords() {}

    static AdEvent measured(Impression shown) {
        return new AdEvent(
                AdEvent.Kind.IMPRESSION,
                shown.getAdvertiserId(),
                shown.getCampaignId(),
                shown.getAdId(),
                ms(shown.getAt()),
                0,
                Arm.of(shown.getArms()));
    }

    static AdEvent measured(ChargedClick click) {
        return new AdEvent(
                AdEvent.Kind.CLICK,
                click.advertiserId(),
                click.campaignId(),
                click.adId(),
                click.atMs(),
                click.chargedMicros(),
                click.arms());
    }

    static @Nullable AdEvent measured(ClickIgnored click) {
        return click.getOutcome() != ClickOutcome.INVALID_TRAFFIC
                ? null
                : new AdEvent(
                        AdEvent.Kind.INVALID_CLICK,
                        click.getAdvertiserId(),
                        click.getCampaignId(),
                        click.getAdId(),
                        ms(click.getAt()),
                        0,
                        Arm.of(click.getArms()));
    }

    static AdEvent measured(ClickCredited credit) {
        return new AdEvent(
                AdEvent.Kind.CREDIT,
                credit.getAdvertiserId(),
                credit.getCampaignId(),
                credit.getAdId(),
                ms(credit.getAt()),
                amount(credit.getCreditedMicros()),
                Arm.NONE);
    }

    static @Nullable AdEvent measured(ConversionEvent conversion) {
        @Nullable String advertiserId = conversion.advertiserId();
        @Nullable String campaignId = conversion.campaignId();
        @Nullable String adId = conversion.adId();
        return advertiserId == null || campaignId == null || adId == null
                ? null
                : new AdEvent(
                        AdEvent.Kind.CONVERSION,
                        advertiserId,
                        campaignId,
                        adId,
                        conversion.occurredAtMs(),
                        0,
                        Arm.NONE);
    }

    static ChargedClick charged(ClickCharged click, long position) {
        return new ChargedClick(
                click.getClickId(),
                click.getAdvertiserId(),
                click.getCampaignId(),
                click.getAdId(),
                Arm.of(click.getArms()),
                ms(click.getAt()),
                ms(click.getServedAt()),
                click.getDayStart().toEpochMilli(),
                amount(click.getChargedMicros()),
                click.getDaySpentAfterMicros(),
                click.getTotalSpentAfterMicros(),
                click.getDayClicksAfter(),
                click.getDailyBudgetMicros(),
                click.getTotalBudgetMicros(),
                click.getAutoPausePercent(),
                position);
    }

    static ConversionEvent conversion(Conversion conversion) {
        return new ConversionEvent(
                conversion.getConversionId(),
                conversion.getOrderId(),
                conversion.getClickId(),
                conversion.getAdvertiserId(),
                conversion.getCampaignId(),
                conversion.getAdId(),
                amount(conversion.getValueMicros()),
                ms(conversion.getOccurredAt()),
                ms(conversion.getReceivedAt()));
    }

    static TrafficEvent traffic(Impression shown) {
        return new TrafficEvent(
                null,
                shown.getClickId(),
                shown.getAdvertiserId(),
                shown.getCampaignId(),
                shown.getAdId(),
                ms(shown.getAt()),
                ms(shown.getServedAt()),
                shown.getSlot(),
                0,
                shown.getVisitor(),
                shown.getNetwork(),
                shown.getPublisher(),
                shown.getAgentClass(),
                shown.getNetworkClass(),
                null);
    }

    static TrafficEvent traffic(ClickCharged click) {
        return new TrafficEvent(
                click.getOutcome(),
                click.getClickId(),
                click.getAdvertiserId(),
                click.getCampaignId(),
                click.getAdId(),
                ms(click.getAt()),
                ms(click.getServedAt()),
                0,
                click.getChargedMicros(),
                click.getVisitor(),
                click.getNetwork(),
                click.getPublisher(),
                click.getAgentClass(),
                click.getNetworkClass(),
                null);
    }

    static TrafficEvent traffic(ClickNotCharged click) {
        return new TrafficEvent(
                click.getOutcome(),
                click.getClickId(),
                click.getAdvertiserId(),
                click.getCampaignId(),
                click.getAdId(),
                ms(click.getAt()),
                ms(click.getServedAt()),
                0,
                0,
                click.getVisitor(),
                click.getNetwork(),
                click.getPublisher(),
                click.getAgentClass(),
                click.getNetworkClass(),
                null);
    }

    static TrafficEvent traffic(ClickIgnored click) {
        return new TrafficEvent(
                click.getOutcome(),
                click.getClickId(),
                click.getAdvertiserId(),
                click.getCampaignId(),
                click.getAdId(),
                ms(click.getAt()),
                ms(click.getServedAt()),
                0,
                0,
                click.getVisitor(),
                click.getNetwork(),
                click.getPublisher(),
                click.getAgentClass(),
                click.getNetworkClass(),
                click.getRuleId());
    }

    static long ms(Instant at) {
        return ms(at.toEpochMilli());
    }

    static long ms(long atMs) {
        if (atMs < 0 || atMs > LATEST_MS) {
            throw new UnreadableMessageException(
                    "No time of this platform: " + Instant.ofEpochMilli(atMs));
        }
        return atMs;
    }

    private static long amount(long micros) {
        if (micros < 0 || micros > MAX_AMOUNT_MICROS) {
            throw new UnreadableMessageException("No amount: " + micros + " micros");
        }
        return micros;
    }
}
