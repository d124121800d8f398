package io.recount.projections.campaign;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignEnded;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.CampaignStatus;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.QualityScoresSet;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Newest;
import io.recount.projections.stream.Newest.At;
import io.recount.projections.stream.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Of each row the newest of each part that an event can change by itself. */
final class CampaignFold implements Fold {
    static final Routes<CampaignFold> ROUTES =
            new Routes<CampaignFold>()
                    .on(AdvertiserRegistered.class, CampaignFold::registered)
                    .on(
                            AdvertiserChanged.class,
                            (fold, e, at) ->
                                    fold.advertiserChanges.add(
                                            new At<>(e.getAdvertiserId(), at.position(), e)))
                    .on(
                            FundsDeposited.class,
                            (fold, e, at) ->
                                    fold.balance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(
                            FundsRefunded.class,
                            (fold, e, at) ->
                                    fold.balance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(ClickCharged.class, CampaignFold::charged)
                    .on(
                            ClickCredited.class,
                            (fold, e, at) ->
                                    fold.balance(
                                            e.getAdvertiserId(), at, e.getBalanceAfterMicros()))
                    .on(
                            CampaignBudgetSet.class,
                            (fold, e, at) -> fold.budgets.put(e.getCampaignId(), at.position(), e))
                    .on(
                            CampaignLineOpened.class,
                            (fold, e, at) ->
                                    fold.linesClosedAt.put(
                                            e.getCampaignId(), at.position(), Optional.empty()))
                    .on(
                            CampaignLineClosed.class,
                            (fold, e, at) ->
                                    fold.linesClosedAt.put(
                                            e.getCampaignId(),
                                            at.position(),
                                            Optional.of(e.getAt())))
                    .on(
                            CampaignCreated.class,
                            (fold, e, at) ->
                                    fold.campaigns.put(e.getCampaignId(), at.position(), e))
                    .on(
                            CampaignChanged.class,
                            (fold, e, at) ->
                                    fold.change(
                                            e.getCampaignId(),
                                            at,
                                            CampaignChange.edited(e.getEditVersion())
                                                    .withProfile(e)))
                    .on(
                            CampaignActivated.class,
                            (fold, e, at) ->
                                    fold.change(
                                            e.getCampaignId(),
                                            at,
                                            CampaignChange.edited(e.getEditVersion())
                                                    .withStatus(CampaignStatus.ACTIVE)))
                    .on(
                            CampaignPaused.class,
                            (fold, e, at) ->
                                    fold.change(
                                            e.getCampaignId(),
                                            at,
                                            CampaignChange.edited(e.getEditVersion()).withPause(e)))
                    .on(
                            CampaignResumed.class,
                            (fold, e, at) ->
                                    fold.change(
                                            e.getCampaignId(),
                                            at,
                                            CampaignChange.edited(e.getEditVersion())
                                                    .withResume(e)))
                    .on(
                            CampaignEnded.class,
                            (fold, e, at) ->
                                    fold.change(
                                            e.getCampaignId(),
                                            at,
                                            CampaignChange.edited(e.getEditVersion())
                                                    .withStatus(CampaignStatus.ENDED)))
                    .on(AdAdded.class, CampaignFold::added)
                    .on(AdChanged.class, CampaignFold::changed)
                    .on(QualityScoresSet.class, CampaignFold::scored);

    private final AdvertiserTables advertiserTables;
    private final CampaignTables campaignTables;
    private final AdTables adTables;

    private final Newest<AdvertiserRegistered> advertisers = new Newest<>();
    private final List<At<AdvertiserChanged>> advertiserChanges = new ArrayList<>();
    private final Newest<Long> balances = new Newest<>();
    private final Newest<CampaignCreated> campaigns = new Newest<>();
    private final Newest<CampaignChange> campaignChanges = new Newest<>();
    private final Newest<CampaignBudgetSet> budgets = new Newest<>();
    private final Newest<Optional<Instant>> linesClosedAt = new Newest<>();
    private final Newest<Long> totals = new Newest<>();
    private final Newest<AdAdded> ads = new Newest<>();
    private final Newest<AdChanged> adChanges = new Newest<>();
    private final Newest<AdTables.Score> scores = new Newest<>();

    CampaignFold(
            AdvertiserTables advertiserTables, CampaignTables campaignTables, AdTables adTables) {
        this.advertiserTables = advertiserTables;
        this.campaignTables = campaignTables;
        this.adTables = adTables;
    }

    @Override
    public void add(LoggedEvent event) {
        ROUTES.take(this, event);
    }

    private void registered(AdvertiserRegistered e, LoggedEvent at) {
        advertisers.put(e.getAdvertiserId(), at.position(), e);
    }

    private void balance(String advertiserId, LoggedEvent at, long micros) {
        balances.put(advertiserId, at.position(), micros);
    }

    private void charged(ClickCharged e, LoggedEvent at) {
        balance(e.getAdvertiserId(), at, e.getBalanceAfterMicros());
        totals.put(e.getCampaignId(), at.position(), e.getTotalSpentAfterMicros());
    }

    private void change(String campaignId, LoggedEvent at, CampaignChange change) {
        campaignChanges.merge(campaignId, at.position(), change, CampaignChange::then);
    }

    private void added(AdAdded e, LoggedEvent at) {
        ads.put(e.getAdId(), at.position(), e);
        change(e.getCampaignId(), at, CampaignChange.edited(e.getEditVersion()));
    }

    private void changed(AdChanged e, LoggedEvent at) {
        adChanges.put(e.getAdId(), at.position(), e);
        change(e.getCampaignId(), at, CampaignChange.edited(e.getEditVersion()));
    }

    private void scored(QualityScoresSet e, LoggedEvent at) {
        e.getScores()
                .forEach(
                        score ->
                                scores.put(
                                        score.getAdId(),
                                        at.position(),
                                        new AdTables.Score(score, e.getAt())));
    }

    /** Rows are begun before they are changed. */
    @Override
    public void write() {
        advertiserTables.putAdvertisers(advertisers);
        advertiserTables.changeAdvertisers(advertiserChanges);
        advertiserTables.putBalances(balances);
        campaignTables.putCampaigns(campaigns);
        campaignTables.putBudgets(budgets);
        campaignTables.changeCampaigns(campaignChanges);
        campaignTables.putLines(linesClosedAt);
        campaignTables.putTotals(totals);
        adTables.putAds(ads);
        adTables.changeAds(adChanges);
        adTables.putScores(scores);
    }
}
