package io.recount.rules;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.rules.Decision.Granted;
import io.recount.rules.Decision.Refusal;
import io.recount.rules.Decision.Refused;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** A budget in memory: the rules, a register of clicks, and the log that comes of them. */
final class Ledgered {
    static final Instant START = Instant.parse("2026-10-23T02:00:00Z");
    static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    final List<SpecificRecord> log = new ArrayList<>();
    BudgetState state;
    private final Map<String, ClickCharged> charges = new HashMap<>();
    private final Set<String> decided = new HashSet<>();
    private final Set<String> credited = new HashSet<>();
    private final boolean deduping;

    Ledgered(boolean deduping) {
        this.deduping = deduping;
        AdvertiserRegistered registered =
                new AdvertiserRegistered("adv", "Acme", "KRW", ZONE.getId(), START);
        log.add(registered);
        state = BudgetState.of(registered);
    }

    /** Does it if the rules grant it, and answers as the {@link Oracle} does. */
    String ask(Wish wish) {
        return switch (wish.kind()) {
            case DEPOSIT -> answer(BudgetRules.deposit(state, wish.micros(), "r", wish.now()));
            case REFUND -> answer(BudgetRules.refund(state, wish.micros(), "r", wish.now()));
            case LIMITS -> limits(wish);
            case OPEN -> answer(BudgetRules.openLine(state, wish.campaign(), wish.now()));
            case CLOSE -> answer(BudgetRules.closeLine(state, wish.campaign(), wish.now()));
            case CREDIT -> credit(wish);
            case ZONE -> apply(BudgetRules.change(state, "Acme", wish.zone(), wish.now()));
            case CLICK -> click(wish);
        };
    }

    /** Whether the log is as it must be, read as a log of this one budget. */
    MoneyCheck check() {
        MoneyCheck check = new MoneyCheck();
        for (int i = 0; i < log.size(); i++) {
            check.accept(i + 1, "adv", i, log.get(i));
        }
        return check;
    }

    private String limits(Wish wish) {
        LineLimits limits = new LineLimits(wish.micros() * 3, wish.micros() * 10, 95);
        return answer(
                state.lines().find(wish.campaign()) == null
                        ? BudgetRules.addLine(state, wish.campaign(), limits, wish.now())
                        : BudgetRules.changeLimits(state, wish.campaign(), limits, wish.now()));
    }

    private String credit(Wish wish) {
        ClickCharged charge = charges.get(wish.click());
        if (charge == null || (deduping && !credited.add(wish.click()))) {
            return "NO";
        }
        return answer(BudgetRules.credit(state, charge, "bot", null, wish.now()));
    }

    private String click(Wish wish) {
        PricedClick click =
                new PricedClick(
                        wish.click(),
                        wish.campaign(),
                        "adv-ad",
                        wish.micros(),
                        wish.now().minusMillis(wish.agoMs()),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null);
        ClickDecision decision = ClickRules.charge(state, click, wish.now());
        if (decision instanceof ClickDecision.UnknownCampaign) {
            return "UNKNOWN";
        }
        if (!decided.add(wish.click()) && deduping) {
            return "DUPLICATE";
        }
        if (decision instanceof ClickDecision.Charged charged) {
            charges.put(wish.click(), charged.event());
            apply(charged.event());
            return charged.event().getOutcome().name();
        }
        ClickNotCharged event = ((ClickDecision.NotCharged) decision).event();
        apply(event);
        return event.getLimit() == null ? event.getOutcome().name() : event.getLimit().name();
    }

    private String answer(Decision<?> decision) {
        if (decision instanceof Refused<?> refused) {
            return refused.reason() == Refusal.BALANCE_TOO_LARGE ? "FULL" : "NO";
        }
        return apply(((Granted<?>) decision).event());
    }

    private String apply(SpecificRecord event) {
        log.add(event);
        state = state.evolve(event);
        return "OK";
    }
}
