package io.recount.ops.drill.profile;

import io.recount.event.AnomalyDetected;
import io.recount.event.ClickCharged;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickNotCharged;
import io.recount.event.Conversion;
import io.recount.event.CreditRequested;
import io.recount.event.HoldRequested;
import io.recount.event.Impression;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** What passed the topics; what is sent twice counts once. */
final class Heard {
    private static final long MINUTE_MS = 60_000;

    private final Set<String> impressions = new HashSet<>();
    private final Set<String> conversions = new HashSet<>();
    private final Set<String> charged = new HashSet<>();

    /** By click id, when it was first clicked. */
    private final Map<String, Instant> clicks = new HashMap<>();

    private final Map<String, Told> alerts = new TreeMap<>();
    private final Set<String> acts = new TreeSet<>();
    private final Map<String, WindowResult> minutes = new HashMap<>();
    private Instant countedUpTo = Instant.EPOCH;
    private Instant began = Instant.MAX;

    /** An alert as it was told last, with the clicks of all its messages. */
    record Told(AnomalyDetected alert, Instant first, Set<String> clickIds) {
        Told copy() {
            return new Told(alert, first, Set.copyOf(clickIds));
        }
    }

    void hear(SpecificRecord message) {
        if (message instanceof Impression impression) {
            impressions.add(impression.getClickId());
            began = impression.getAt().isBefore(began) ? impression.getAt() : began;
        } else if (message instanceof ClickCharged click) {
            charged.add(click.getClickId());
            clicked(click.getClickId(), click.getAt());
        } else if (message instanceof ClickNotCharged click) {
            clicked(click.getClickId(), click.getAt());
        } else if (message instanceof ClickIgnored click) {
            clicked(click.getClickId(), click.getAt());
        } else if (message instanceof Conversion conversion) {
            conversions.add(conversion.getConversionId());
        } else if (message instanceof WindowResult result) {
            counted(result);
        } else if (message instanceof AnomalyDetected alert) {
            told(alert);
        } else if (message instanceof HoldRequested hold) {
            acts.add("hold for " + hold.getAlertId());
        } else if (message instanceof CreditRequested credit) {
            acts.add("credit for " + credit.getAlertId());
        }
    }

    private void clicked(String clickId, Instant at) {
        clicks.merge(clickId, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    private void counted(WindowResult result) {
        if (result.getScope() != MetricScope.AD || result.getWindowMs() != MINUTE_MS) {
            return;
        }
        String window = result.getId() + " " + result.getWindowStart() + " " + result.getLate();
        minutes.merge(
                window,
                result,
                (old, fresh) -> fresh.getRevision() >= old.getRevision() ? fresh : old);
        Instant end = result.getWindowStart().plusMillis(MINUTE_MS);
        if (result.getComplete() && end.isAfter(countedUpTo)) {
            countedUpTo = end;
        }
    }

    private void told(AnomalyDetected alert) {
        Told before = alerts.get(alert.getAlertId());
        Set<String> clickIds = before == null ? new HashSet<>() : before.clickIds();
        clickIds.addAll(alert.getClickIds());
        Instant first = before == null ? alert.getAt() : before.first();
        alerts.put(alert.getAlertId(), new Told(alert, first, clickIds));
    }

    /** As they are now; what is told later does not change them. */
    List<Told> alerts() {
        return alerts.values().stream().map(Told::copy).toList();
    }

    /** Holds and credits that were asked for. */
    Set<String> acts() {
        return acts;
    }

    Map<String, Instant> clicks() {
        return clicks;
    }

    Set<String> charged() {
        return charged;
    }

    int impressions() {
        return impressions.size();
    }

    int conversions() {
        return conversions.size();
    }

    /** Impressions and charged clicks in the job's windows of a minute. */
    long countedByTheJob() {
        return minutes.values().stream()
                .mapToLong(result -> result.getImpressions() + result.getClicks())
                .sum();
    }

    /** The end of the last minute that the job has told complete. */
    Instant countedUpTo() {
        return countedUpTo;
    }

    /** The first impression; far in the future where there was none yet. */
    Instant began() {
        return began;
    }

    String figures() {
        return "impressions %,d  clicks %,d, charged %,d  conversions %,d  alerts %,d"
                .formatted(
                        impressions.size(),
                        clicks.size(),
                        charged.size(),
                        conversions.size(),
                        alerts.size());
    }
}
