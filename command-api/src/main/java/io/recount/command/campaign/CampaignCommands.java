package io.recount.command.campaign;

import io.recount.command.budget.Budget;
import io.recount.event.CampaignStatus;
import io.recount.rules.LineLimits;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Commands that change a campaign and its advertiser's budget in one transaction. Both aggregates
 * are loaded here, always the budget first, so that two commands never wait for each other; nothing
 * is dispatched.
 */
@Component
class CampaignCommands {
    private final Repository<Budget> budgets;
    private final Repository<Campaign> campaigns;

    CampaignCommands(
            @Qualifier("budgetRepository") Repository<Budget> budgets,
            @Qualifier("campaignRepository") Repository<Campaign> campaigns) {
        this.budgets = budgets;
        this.campaigns = campaigns;
    }

    @CommandHandler
    @SuppressWarnings("FutureReturnValueIgnored")
    Written handle(CreateCampaign command) throws Exception {
        Aggregate<Budget> budget = budgets.load(command.advertiserId());
        budget.execute(
                b ->
                        b.addLine(
                                command.campaignId(),
                                new LineLimits(
                                        command.dailyBudgetMicros(),
                                        command.totalBudgetMicros(),
                                        command.autoPausePercent()),
                                command.now()));
        String timeZone = budget.invoke(Budget::timeZone);
        Aggregate<Campaign> campaign = campaigns.newInstance(() -> new Campaign(command, timeZone));
        return written(command.campaignId(), campaign);
    }

    @CommandHandler
    Written handle(ActivateCampaign command) {
        Aggregate<Budget> budget = budgets.load(command.advertiserId());
        Aggregate<Campaign> campaign = campaigns.load(command.campaignId());
        campaign.execute(c -> c.activate(command.now()));
        budget.execute(b -> b.openLine(command.campaignId(), command.now()));
        return written(command.campaignId(), campaign);
    }

    private static Written written(String campaignId, Aggregate<Campaign> campaign) {
        CampaignStatus status = campaign.invoke(Campaign::status);
        return new Written(campaignId, campaignId, status, campaign.version());
    }
}
