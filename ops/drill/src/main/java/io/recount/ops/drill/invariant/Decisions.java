package io.recount.ops.drill.invariant;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Every click that the log decided, and every second decision that it should not hold. */
final class Decisions {
    private final Map<String, Decision> byClick = new HashMap<>();
    private final Map<String, Long> credits = new HashMap<>();
    private long charges;
    private @Nullable String firstRepeat;

    /**
     * The decision on a click.
     *
     * @param chargedMicros 0 when it was not charged
     */
    record Decision(long position, String campaignId, String outcome, long chargedMicros) {}

    static Decisions read(Connection database) throws SQLException {
        Decisions decisions = new Decisions();
        EventLog.forEach(database, decisions::add);
        return decisions;
    }

    Map<String, Decision> byClick() {
        return byClick;
    }

    @Nullable Decision of(@Nullable String clickId) {
        return byClick.get(clickId);
    }

    long charges() {
        return charges;
    }

    long credits() {
        return credits.size();
    }

    /** What was decided or credited a second time, or credited without a charge of that sum. */
    @Nullable String firstRepeat() {
        return firstRepeat;
    }

    private void add(long position, SpecificRecord event) {
        if (event instanceof ClickCharged charged) {
            charges++;
            decided(
                    charged.getClickId(),
                    new Decision(
                            position,
                            charged.getCampaignId(),
                            charged.getOutcome().name(),
                            charged.getChargedMicros()));
        } else if (event instanceof ClickNotCharged notCharged) {
            decided(
                    notCharged.getClickId(),
                    new Decision(
                            position,
                            notCharged.getCampaignId(),
                            notCharged.getOutcome().name(),
                            0));
        } else if (event instanceof ClickCredited credited) {
            credited(position, credited);
        }
    }

    private void decided(String clickId, Decision decision) {
        Decision before = byClick.putIfAbsent(clickId, decision);
        if (before != null) {
            wrong(
                    "click %s was decided at position %d (%s) and again at %d (%s)"
                            .formatted(
                                    clickId,
                                    before.position(),
                                    before.outcome(),
                                    decision.position(),
                                    decision.outcome()));
        }
    }

    private void credited(long position, ClickCredited credit) {
        Decision charge = byClick.get(credit.getClickId());
        Long before = credits.putIfAbsent(credit.getClickId(), position);
        if (before != null) {
            wrong(
                    "click %s was credited at position %d and again at %d"
                            .formatted(credit.getClickId(), before, position));
        } else if (charge == null || charge.chargedMicros() < credit.getCreditedMicros()) {
            wrong(
                    "click %s was credited %d micros at position %d, and charged %d"
                            .formatted(
                                    credit.getClickId(),
                                    credit.getCreditedMicros(),
                                    position,
                                    charge == null ? 0 : charge.chargedMicros()));
        }
    }

    private void wrong(String what) {
        if (firstRepeat == null) {
            firstRepeat = what;
        }
    }
}
