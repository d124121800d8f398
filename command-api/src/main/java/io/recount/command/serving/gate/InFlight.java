package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.AtHand;
import io.recount.command.serving.catalogue.ServingCampaign;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is in flight, by campaign and by advertiser: served, and perhaps clicked soon. Decays as the
 * {@link ClickDelay} says, so an ad that nobody clicks leaves it by itself. To what this instance
 * served is added what the others say that they did; they say so of those that are near a limit.
 *
 * <p>While nothing is heard of the others, what they charge is not seen either. Then time stands
 * still here and what this instance serves counts for each of them too: an ad that was served goes
 * on being expected until its click is seen, so that all of them together keep within a limit.
 */
@Component
public class InFlight {
    /** After that hardly a click still comes, and tokens have expired. */
    private static final long GONE_AFTER_MS = 1_800_000;

    /** To look at all of it takes a while. */
    private static final long SWEEP_EVERY_MS = 60_000;

    /** An instance that was silent so long is gone, or knows no more than we do. */
    private static final long OTHERS_EXPIRE_MS = 2_000;

    private static final long NEVER = Long.MAX_VALUE;

    private static final AtHand.Place<Kept.Cell<Served>> CAMPAIGN = new AtHand.Place<>();
    private static final AtHand.Place<Kept.Cell<Served>> ADVERTISER = new AtHand.Place<>();

    private final ClickDelay delay;
    private final Kept<Served> own = new Kept<>();

    /** By id: when it was last seen near a limit, in epoch ms. */
    private final Map<String, Long> near = new ConcurrentHashMap<>();

    private final Map<String, Others> instances = new ConcurrentHashMap<>();
    private volatile Map<String, Flow> others = Map.of();

    private volatile long stoodStillMs = NEVER;

    /** When what has flown was last looked for; by the one thread that does. */
    private long sweptMs;

    public InFlight(ClickDelay delay) {
        this.delay = delay;
    }

    /** What another instance has in flight, as it said at that time. */
    private record Others(long atMs, Map<String, Flow> flows) {}

    void served(String id, double clickRate, long price, long atMs) {
        while (!own.ofOrNew(id, Served::new).add(clickRate, price, time(atMs), delay)) {
            Thread.onSpinWait(); // It is being swept away; then there is a new one.
        }
    }

    void clicked(String id, double clickRate, long price, long servedMs, long atMs) {
        Served served = own.of(id);
        if (served != null) {
            served.take(clickRate, price, servedMs, time(atMs), delay);
        }
    }

    /** The others cannot be heard from now on. */
    public void standStill(long atMs) {
        if (!instances.isEmpty() && stoodStillMs == NEVER) {
            stoodStillMs = atMs;
        }
    }

    /** What they charged meanwhile is known again. */
    public void goOn() {
        stoodStillMs = NEVER;
    }

    private long time(long atMs) {
        return Math.min(atMs, stoodStillMs);
    }

    private boolean standsStill() {
        return stoodStillMs != NEVER;
    }

    /** At most this is in flight of the campaign: what was, had nothing decayed since. */
    double campaignsReachAtMost(ServingCampaign campaign) {
        return reachAtMost(own.of(campaign.campaignId(), campaign, CAMPAIGN));
    }

    /** And this of its advertiser. */
    double advertisersReachAtMost(ServingCampaign campaign) {
        return reachAtMost(own.of(campaign.advertiserId(), campaign, ADVERTISER));
    }

    private double reachAtMost(@Nullable Served served) {
        return served == null ? 0 : served.flow().reach() * (standsStill() ? instances() : 1);
    }

    /** Whether others have something in flight of the campaign or its advertiser. */
    boolean isElsewhere(ServingCampaign campaign) {
        return isElsewhere(campaign.campaignId()) || isElsewhere(campaign.advertiserId());
    }

    boolean isElsewhere(String id) {
        return others.containsKey(id);
    }

    /** What all instances have in flight of it, in micros, with the margin of its chance. */
    double reach(String id, long atMs) {
        return all(id, atMs).reach();
    }

    /** What is expected of it, in micros. */
    public double expected(String id, long atMs) {
        return all(id, atMs).mean();
    }

    /** All that this instance ever served of it, in expected micros; 0 again once forgotten. */
    public double everServed(String id) {
        return flow(id).everMicros();
    }

    /** How many instances serve, this one too. */
    public int instances() {
        return 1 + instances.size();
    }

    private Flow flow(String id) {
        Served served = own.of(id);
        return served == null ? Flow.NONE : served.flow();
    }

    private Flow all(String id, long atMs) {
        Flow mine = flow(id);
        if (standsStill()) {
            mine = mine.times(instances());
        }
        Flow theirs = others.get(id);
        return (theirs == null ? mine : mine.and(theirs)).at(time(atMs));
    }

    /** It is so near a limit that other instances should know of it. */
    void isNear(String id, long atMs) {
        Long last = near.get(id);
        if (last == null || last < atMs) {
            near.put(id, atMs);
        }
    }

    /** What the others should know of now, as a message of that instance. */
    public String tell(String instance, long atMs) {
        Map<String, Flow> shared = new HashMap<>();
        for (String id : near.keySet()) {
            Served served = own.of(id);
            if (served != null) {
                shared.put(id, served.flow().at(atMs));
            }
        }
        return new InFlightMessage(instance, shared).text();
    }

    /** What another instance told, in place of what it told before. */
    public void hear(String message, String ownInstance, long atMs) {
        if (message.startsWith(ownInstance)) {
            return;
        }
        InFlightMessage said = InFlightMessage.of(message, atMs);
        instances.put(said.instance(), new Others(atMs, said.flows()));
        addUp();
    }

    /** Forgets what is over: flown, far from limits, or of instances that are gone. */
    public void sweep(long atMs) {
        if (standsStill()) {
            return;
        }
        if (atMs - sweptMs > SWEEP_EVERY_MS) {
            sweptMs = atMs;
            own.removeIf((id, served) -> served.endIfOlder(atMs - GONE_AFTER_MS));
            near.values().removeIf(seenMs -> atMs - seenMs > GONE_AFTER_MS);
        }
        if (instances.values().removeIf(said -> atMs - said.atMs > OTHERS_EXPIRE_MS)) {
            addUp();
        }
    }

    private synchronized void addUp() {
        Map<String, Flow> sums = new HashMap<>();
        for (Others said : instances.values()) {
            said.flows.forEach((id, flow) -> sums.merge(id, flow, Flow::and));
        }
        others = sums;
    }

    int size() {
        return own.size();
    }

    /** Of all campaigns and advertisers together: each expected micro counts twice. */
    double expectedInAll(long atMs) {
        DoubleAdder sum = new DoubleAdder();
        own.forEach(served -> sum.add(served.flow().at(atMs).mean()));
        return sum.sum();
    }
}
