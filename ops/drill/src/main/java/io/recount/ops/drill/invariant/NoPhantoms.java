package io.recount.ops.drill.invariant;

import io.recount.event.CampaignChanged;
import io.recount.event.CampaignCreated;
import io.recount.event.ClickCharged;
import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.load.Attempt;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Every charge was served first, for no more than the campaign ever bid until then; where the
 * clients of its campaign are ours, one of them was given its click id.
 */
final class NoPhantoms implements Invariant {
    @Override
    public String id() {
        return "I6";
    }

    @Override
    public String says() {
        return "no phantom: every charge was served, for no more than was bid";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        Charges charges = new Charges(evidence.attempts());
        EventLog.forEach(evidence.database(), charges::add);
        return charges.firstWrong == null
                ? new Holds(
                        "%,d charges within their bids, %,d of them of our clients"
                                .formatted(charges.all, charges.ofOurs))
                : new Broken(charges.firstWrong);
    }

    private static final class Charges {
        private final Map<String, Long> highestBid = new HashMap<>();
        private final Set<String> ourCampaigns = new HashSet<>();
        private final Set<String> ourClicks = new HashSet<>();
        private long all;
        private long ofOurs;
        private @Nullable String firstWrong;

        Charges(@Nullable List<Attempt> attempts) {
            for (Attempt attempt : attempts == null ? List.<Attempt>of() : attempts) {
                ourCampaigns.add(attempt.campaignId());
                if (attempt.clickId() != null) {
                    ourClicks.add(attempt.clickId());
                }
            }
        }

        void add(long position, SpecificRecord event) {
            if (event instanceof CampaignCreated created) {
                highestBid.merge(created.getCampaignId(), created.getMaxCpcMicros(), Math::max);
            } else if (event instanceof CampaignChanged changed) {
                highestBid.merge(changed.getCampaignId(), changed.getMaxCpcMicros(), Math::max);
            } else if (event instanceof ClickCharged charged && firstWrong == null) {
                firstWrong = wrong(position, charged);
            }
        }

        private @Nullable String wrong(long position, ClickCharged charged) {
            all++;
            long bid = highestBid.getOrDefault(charged.getCampaignId(), 0L);
            if (charged.getChargedMicros() <= 0 || charged.getChargedMicros() > bid) {
                return "position %d: click %s was charged %d micros, %s never bid more than %d"
                        .formatted(
                                position,
                                charged.getClickId(),
                                charged.getChargedMicros(),
                                charged.getCampaignId(),
                                bid);
            }
            if (charged.getServedAt().isAfter(charged.getAt())) {
                return "position %d: click %s was charged before it was served"
                        .formatted(position, charged.getClickId());
            }
            if (!ourCampaigns.contains(charged.getCampaignId())) {
                return null;
            }
            ofOurs++;
            return ourClicks.contains(charged.getClickId())
                    ? null
                    : "position %d: click %s was charged, and no client had it"
                            .formatted(position, charged.getClickId());
        }
    }
}
