package io.recount.projections.campaign;

import io.recount.event.AdAdded;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignStatus;
import io.recount.event.ClickCharged;
import io.recount.event.FundsDeposited;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Newest;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Of each row the newest of each part that an event can change by itself. */
final class CampaignFold implements Fold {
    private final CampaignTables tables;
    private final Newest<Versioned<AdvertiserRegistered>> advertisers = new Newest<>();
    private final Newest<Long> balances = new Newest<>();
    private final Newest<Versioned<CampaignCreated>> campaigns = new Newest<>();
    private final Newest<CampaignBudgetSet> budgets = new Newest<>();
    private final Newest<Life> lives = new Newest<>();
    private final Newest<AdAdded> ads = new Newest<>();
    private final Newest<Long> totals = new Newest<>();

    CampaignFold(CampaignTables tables) {
        this.tables = tables;
    }

    /**
     * @param version the sequence of the event in its aggregate, which is the edit version
     */
    record Versioned<E>(E event, long version) {}

    /**
     * @param status null when nothing in the batch changed it
     */
    record Life(@Nullable CampaignStatus status, long version) {
        Life then(Life next) {
            return new Life(next.status == null ? status : next.status, next.version);
        }
    }

    @Override
    public void add(LoggedEvent event) {
        long position = event.position();
        long sequence = event.sequence();
        SpecificRecord content = event.content();
        if (content instanceof AdvertiserRegistered e) {
            advertisers.put(e.getAdvertiserId(), position, new Versioned<>(e, sequence));
        } else if (content instanceof FundsDeposited e) {
            balances.put(e.getAdvertiserId(), position, e.getBalanceAfterMicros());
        } else if (content instanceof ClickCharged e) {
            balances.put(e.getAdvertiserId(), position, e.getBalanceAfterMicros());
            totals.put(e.getCampaignId(), position, e.getTotalSpentAfterMicros());
        } else if (content instanceof CampaignBudgetSet e) {
            budgets.put(e.getCampaignId(), position, e);
        } else if (content instanceof CampaignCreated e) {
            campaigns.put(e.getCampaignId(), position, new Versioned<>(e, sequence));
        } else if (content instanceof AdAdded e) {
            ads.put(e.getAdId(), position, e);
            live(e.getCampaignId(), position, new Life(null, sequence));
        } else if (content instanceof CampaignActivated e) {
            live(e.getCampaignId(), position, new Life(CampaignStatus.ACTIVE, sequence));
        }
    }

    private void live(String campaignId, long position, Life life) {
        lives.merge(campaignId, position, life, Life::then);
    }

    @Override
    public void write() {
        tables.putAdvertisers(advertisers);
        tables.putBalances(balances);
        tables.putCampaigns(campaigns);
        tables.putBudgets(budgets);
        tables.putLives(lives);
        tables.putTotals(totals);
        tables.putAds(ads);
    }
}
