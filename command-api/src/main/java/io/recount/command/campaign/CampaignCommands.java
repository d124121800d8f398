package io.recount.command.campaign;

import io.recount.command.budget.Budget;
import io.recount.event.CampaignChanged;
import io.recount.event.CampaignPaused;
import io.recount.event.CampaignResumed;
import io.recount.event.PauseCause;
import io.recount.rules.CampaignLine;
import io.recount.rules.LineLimits;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Commands that change a campaign and its advertiser's budget in one transaction. Both aggregates
 * are loaded here, always the budget first, so that two commands never wait for each other; nothing
 * is dispatched. The campaign's rules are asked before anything is logged, and its event is logged
 * last: its position is the one to wait for.
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

    private record Both(Aggregate<Budget> budget, Aggregate<Campaign> campaign) {
        CampaignState state() {
            return campaign.invoke(Campaign::state);
        }

        CampaignLine line(Instant now) {
            String campaignId = campaign.identifierAsString();
            return budget.invoke(b -> b.line(campaignId, now));
        }

        Standing standing(Instant now) {
            CampaignState state = state();
            Instant today = line(now).dayStart();
            return new Standing(
                    state.campaignId(),
                    state.status(today),
                    state.pauses().on(today),
                    state.version(),
                    campaign.version());
        }
    }

    @CommandHandler
    @SuppressWarnings("FutureReturnValueIgnored")
    Standing handle(CreateCampaign command) throws Exception {
        Aggregate<Budget> budget = budgets.load(command.advertiserId());
        budget.execute(b -> b.addLine(command.campaignId(), command.limits(), command.now()));
        String timeZone = budget.invoke(Budget::timeZone);
        Aggregate<Campaign> campaign = campaigns.newInstance(() -> new Campaign(command, timeZone));
        return new Both(budget, campaign).standing(command.now());
    }

    @CommandHandler
    Standing handle(ChangeCampaign command) {
        Both both = load(command.advertiserId(), command.campaignId());
        CampaignState state = both.state();
        command.ifMatch().mustMatch(state.version());
        CampaignLine line = both.line(command.now());
        CampaignTerms terms = command.patch().applyTo(state.terms());
        LineLimits limits = command.patch().applyTo(line.limits());
        CampaignChanged changed = CampaignRules.change(state, terms, command.now());
        if (limits.equals(line.limits()) && terms.equals(state.terms())) {
            return both.standing(command.now());
        }
        if (!limits.equals(line.limits())) {
            both.budget().execute(b -> b.changeLimits(line.campaignId(), limits, command.now()));
        }
        both.campaign().execute(c -> c.log(changed));
        boolean dayPaused = state.pauses().on(line.dayStart()).contains(PauseCause.DAY);
        if (dayPaused && !limits.pausesAt(line.daySpentMicros())) {
            resumeDay(both, line.dayStart(), command.now());
        }
        return both.standing(command.now());
    }

    /** With another budget or percentage the day is not used up that far. */
    private static void resumeDay(Both both, Instant today, Instant now) {
        CampaignResumed resumed =
                CampaignRules.resume(both.state(), PauseCause.DAY, "LIMITS_CHANGED", today, now);
        if (resumed != null) {
            both.campaign().execute(c -> c.log(resumed));
        }
    }

    @CommandHandler
    Standing handle(ActivateCampaign command) {
        Both both = load(command.advertiserId(), command.campaignId());
        var activated = CampaignRules.activate(both.state(), command.now());
        both.budget().execute(b -> b.openLine(command.campaignId(), command.now()));
        both.campaign().execute(c -> c.log(activated));
        return both.standing(command.now());
    }

    @CommandHandler
    Standing handle(PauseCampaign command) {
        Both both = load(command.advertiserId(), command.campaignId());
        CampaignPaused paused =
                CampaignRules.pause(
                        both.state(),
                        command.cause(),
                        command.day(),
                        command.reason(),
                        both.line(command.now()).dayStart(),
                        command.now());
        if (paused != null) {
            if (command.cause() == PauseCause.USER) {
                both.budget().execute(b -> b.closeLine(command.campaignId(), command.now()));
            }
            both.campaign().execute(c -> c.log(paused));
        }
        return both.standing(command.now());
    }

    @CommandHandler
    Standing handle(ResumeCampaign command) {
        Both both = load(command.advertiserId(), command.campaignId());
        CampaignResumed resumed =
                CampaignRules.resume(
                        both.state(),
                        command.cause(),
                        command.reason(),
                        both.line(command.now()).dayStart(),
                        command.now());
        if (resumed != null) {
            if (command.cause() == PauseCause.USER) {
                both.budget().execute(b -> b.openLine(command.campaignId(), command.now()));
            }
            both.campaign().execute(c -> c.log(resumed));
        }
        return both.standing(command.now());
    }

    @CommandHandler
    Standing handle(EndCampaign command) {
        Both both = load(command.advertiserId(), command.campaignId());
        var ended = CampaignRules.end(both.state(), command.reason(), command.now());
        both.budget().execute(b -> b.closeLine(command.campaignId(), command.now()));
        both.campaign().execute(c -> c.log(ended));
        return both.standing(command.now());
    }

    private Both load(String advertiserId, String campaignId) {
        return new Both(budgets.load(advertiserId), campaigns.load(campaignId));
    }
}
