package io.recount.command.serving.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /** An instance that was silent so long is gone, or knows no more than we do. */
    private static final long OTHERS_EXPIRE_MS = 2_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final ClickDelay delay;
    private final Map<String, Flow> own = new ConcurrentHashMap<>();

    /** By id: when it was last seen near a limit, in epoch ms. */
    private final Map<String, Long> near = new ConcurrentHashMap<>();

    private final Map<String, Others> instances = new ConcurrentHashMap<>();
    private volatile Map<String, Flow> others = Map.of();

    private volatile long stoodStillMs = NEVER;

    public InFlight(ClickDelay delay) {
        this.delay = delay;
    }

    /** What another instance has in flight, as it said at that time. */
    private record Others(long atMs, Map<String, Flow> flows) {}

    void served(String id, double clickRate, long price, long atMs) {
        own.compute(
                id,
                (key, flow) ->
                        (flow == null ? Flow.NONE : flow)
                                .plus(clickRate, price, time(atMs), delay));
    }

    void clicked(String id, double clickRate, long price, long servedMs, long atMs) {
        own.computeIfPresent(
                id, (key, flow) -> flow.minus(clickRate, price, servedMs, time(atMs), delay));
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

    /** At most this is in flight of it: what was, had nothing decayed since. */
    double reachAtMost(String id) {
        Flow flow = own.get(id);
        return flow == null ? 0 : flow.reach() * (standsStill() ? instances() : 1);
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
        Flow flow = own.get(id);
        return flow == null ? 0 : flow.everMicros();
    }

    /** How many instances serve, this one too. */
    public int instances() {
        return 1 + instances.size();
    }

    private Flow all(String id, long atMs) {
        Flow mine = own.getOrDefault(id, Flow.NONE);
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
            Flow flow = own.get(id);
            if (flow != null) {
                shared.put(id, flow.at(atMs));
            }
        }
        return new InFlightMessage(instance, shared).text();
    }

    /** What another instance told, in place of what it told before. */
    public void hear(String message, String ownInstance, long atMs) {
        InFlightMessage said = InFlightMessage.of(message, atMs);
        if (!said.instance().equals(ownInstance)) {
            instances.put(said.instance(), new Others(atMs, said.flows()));
            addUp();
        }
    }

    /** Forgets what is over: flown, far from limits, or of instances that are gone. */
    public void sweep(long atMs) {
        if (standsStill()) {
            return;
        }
        for (String id : own.keySet()) {
            own.computeIfPresent(
                    id, (key, flow) -> atMs - flow.atMs() > GONE_AFTER_MS ? null : flow);
        }
        near.values().removeIf(seenMs -> atMs - seenMs > GONE_AFTER_MS);
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
        double sum = 0;
        for (Flow flow : own.values()) {
            sum += flow.at(atMs).mean();
        }
        return sum;
    }
}
