package io.recount.command.serving.catalogue;

import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * All campaigns in memory. A request takes one {@link Snapshot} and sees nothing else; the feed
 * makes the next one beside it and swaps it in, so no request waits, and none sees half a change.
 */
@Component
public class Catalogue {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(30);
    private static final int DEAD_MIN = 1_000;

    /** The index is made anew when there is one dead slot to that many living ones. */
    private static final int LIVING_TO_DEAD = 4;

    private static final Comparator<CatalogueExperiment> PLANNED_FIRST =
            Comparator.comparing(CatalogueExperiment::getPlannedAt)
                    .thenComparing(CatalogueExperiment::getExperimentId);

    private final Duration tokenLife;
    private final Clock clock;
    private final int deadMin;

    private final Map<String, Known> campaigns = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot;

    // The rest is for one thread at a time: who writes holds this object's lock.
    private final Map<String, CatalogueAdvertiser> advertisers = new HashMap<>();
    private final Map<String, CatalogueExperiment> experiments = new HashMap<>();
    private final Map<Zones, Zones> zonesInUse = new HashMap<>();
    private final Queue<Ended> ended = new ArrayDeque<>();
    private Index index = new Index();
    private long version;

    /** When what is left of a campaign goes. */
    private record Ended(String campaignId, Instant goes) {}

    @Autowired
    Catalogue(@Value("${recount.tokens.life:30m}") Duration tokenLife, Clock clock) {
        this(tokenLife, clock, DEAD_MIN);
    }

    /** On its own, as tests want it. */
    public Catalogue() {
        this(TOKEN_LIFE, Clock.systemUTC(), DEAD_MIN);
    }

    Catalogue(Duration tokenLife, Clock clock, int deadMin) {
        this.tokenLife = tokenLife;
        this.clock = clock;
        this.deadMin = deadMin;
        this.snapshot = index.snapshot(0, List.of());
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** The campaign, whether it serves just now or is paused; empty for drafts and what is over. */
    public Optional<ServingCampaign> campaign(String campaignId) {
        Known known = campaigns.get(campaignId);
        return known == null || known.indexed() == null
                ? Optional.empty()
                : Optional.of(known.indexed().campaign);
    }

    /**
     * Where the ad leads. Also when it does not serve any more, for as long as a token of it may
     * live: visitors who click it get there all the same.
     */
    public Optional<String> landingUrl(String campaignId, String adId) {
        Known known = campaigns.get(campaignId);
        return known == null ? Optional.empty() : known.landingUrl(adId);
    }

    /** Takes newer entries in, all at once. */
    public synchronized void update(Changes changes) {
        takeAdvertisersAndExperiments(changes);
        for (CatalogueCampaign entry : changes.campaigns()) {
            Known known = campaigns.get(entry.getCampaignId());
            if (known == null || known.position() <= entry.getPosition()) {
                put(known, entry);
            }
        }
        changes.goneCampaigns().forEach(this::remove);
        show();
    }

    /** Puts these in place of everything. */
    public synchronized void replaceAll(Changes all) {
        Load load = load();
        load.take(all);
        load.finish();
    }

    /** Begins to put other contents in place of these, whatever their positions. */
    Load load() {
        return new Load();
    }

    /** Until it is finished, nobody sees anything of it. */
    final class Load {
        private final Set<String> seen = new HashSet<>();
        private final Set<String> seenExperiments = new HashSet<>();
        private long newest;

        void take(Changes part) {
            synchronized (Catalogue.this) {
                takeAdvertisersAndExperiments(part);
                for (CatalogueCampaign entry : part.campaigns()) {
                    Known known = campaigns.get(entry.getCampaignId());
                    if (known == null || !known.shows(entry)) {
                        put(known, entry);
                    }
                    seen.add(entry.getCampaignId());
                    newest = Math.max(newest, entry.getPosition());
                }
                part.experiments().forEach(e -> seenExperiments.add(e.getExperimentId()));
            }
        }

        void finish() {
            synchronized (Catalogue.this) {
                List<String> gone =
                        campaigns.keySet().stream().filter(id -> !seen.contains(id)).toList();
                gone.forEach(Catalogue.this::remove);
                experiments.keySet().retainAll(seenExperiments);
                version = newest;
                advertisers.values().forEach(a -> version = Math.max(version, a.getPosition()));
                show();
            }
        }
    }

    /** Lets go of what was kept for tokens that have died since. */
    synchronized void forgetEnded() {
        Instant now = clock.instant();
        while (!ended.isEmpty() && !now.isBefore(ended.element().goes)) {
            String campaignId = ended.remove().campaignId;
            Known known = campaigns.get(campaignId);
            if (known != null && known.indexed() == null) {
                campaigns.remove(campaignId);
            }
        }
    }

    private void takeAdvertisersAndExperiments(Changes changes) {
        for (CatalogueExperiment experiment : changes.experiments()) {
            experiments.put(experiment.getExperimentId(), experiment);
            version = Math.max(version, experiment.getPosition());
        }
        Set<String> moved = new HashSet<>();
        for (CatalogueAdvertiser advertiser : changes.advertisers()) {
            CatalogueAdvertiser before = advertisers.put(advertiser.getAdvertiserId(), advertiser);
            if (!advertiser.equals(before)) {
                moved.add(advertiser.getAdvertiserId());
            }
            version = Math.max(version, advertiser.getPosition());
        }
        if (!moved.isEmpty()) {
            move(moved);
        }
    }

    /** These advertisers' campaigns stay in their slots, with other zones. */
    private void move(Set<String> advertiserIds) {
        Map<Indexed, Indexed> moved = new HashMap<>();
        campaigns.replaceAll(
                (id, known) -> {
                    Indexed old = known.indexed();
                    if (old == null || !advertiserIds.contains(old.campaign.advertiserId())) {
                        return known;
                    }
                    CatalogueAdvertiser advertiser = advertisers.get(old.campaign.advertiserId());
                    Indexed young = old.in(pool(Zones.of(Objects.requireNonNull(advertiser))));
                    moved.put(old, young);
                    return known.as(young);
                });
        index.replace(moved);
    }

    private void put(@Nullable Known before, CatalogueCampaign entry) {
        if (before != null && before.indexed() != null) {
            index.remove(before.indexed());
        }
        Indexed indexed = null;
        if (entry.getStatus() == CampaignStatus.ENDED) {
            ended.add(new Ended(entry.getCampaignId(), clock.instant().plus(tokenLife)));
        } else if (entry.getStatus() != CampaignStatus.DRAFT) {
            indexed = Indexed.of(entry, zones(entry));
            index.add(indexed, entry.getTargeting());
        }
        campaigns.put(entry.getCampaignId(), Known.of(entry, indexed));
        version = Math.max(version, entry.getPosition());
    }

    private Zones zones(CatalogueCampaign entry) {
        CatalogueAdvertiser advertiser = advertisers.get(entry.getAdvertiserId());
        return pool(
                advertiser == null
                        ? Zones.always(ZoneId.of(entry.getTimeZone()))
                        : Zones.of(advertiser));
    }

    /** Most advertisers share a zone, and so its rules. */
    private Zones pool(Zones zones) {
        return zonesInUse.computeIfAbsent(zones, z -> z);
    }

    private void remove(String campaignId) {
        Known known = campaigns.remove(campaignId);
        if (known != null && known.indexed() != null) {
            index.remove(known.indexed());
        }
    }

    private void show() {
        if (index.dead() > Math.max(deadMin, index.size() / LIVING_TO_DEAD)) {
            index = index.compacted();
        }
        snapshot =
                index.snapshot(
                        version, experiments.values().stream().sorted(PLANNED_FIRST).toList());
    }
}
