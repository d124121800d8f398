package io.recount.projections.replay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.projections.stream.Follower;
import io.recount.projections.stream.Followers;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tends all followers, whatever is away meanwhile: log, database or Redis. */
@Component
public class Supervisor implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final long TEND_EVERY_MS = 1_000;

    private final Map<String, Supervised> supervised = new LinkedHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile boolean running;

    Supervisor(
            Followers followers,
            Replays replays,
            PlatformTransactionManager transactions,
            MeterRegistry meters) {
        for (Follower follower : followers.all()) {
            Supervised one =
                    new Supervised(
                            follower,
                            replays,
                            new TransactionTemplate(transactions),
                            Clock.systemUTC());
            supervised.put(follower.name(), one);
            gauges(one, meters);
        }
    }

    private static void gauges(Supervised one, MeterRegistry meters) {
        Gauge.builder("recount.projection.position", one, s -> s.status().position())
                .tag("projection", one.name())
                .register(meters);
        Gauge.builder("recount.projection.lag", one, s -> s.status().lag())
                .description("Events of the log that it has not handled yet")
                .tag("projection", one.name())
                .register(meters);
        Gauge.builder("recount.projection.lag.seconds", one, s -> s.status().lagSeconds())
                .description("Age of the first event that it has not handled yet")
                .tag("projection", one.name())
                .register(meters);
    }

    @Scheduled(fixedDelay = TEND_EVERY_MS)
    void tend() {
        if (!running) {
            return;
        }
        supervised
                .values()
                .forEach(
                        one -> {
                            try {
                                one.tend();
                                troubles.remove(one.name());
                            } catch (RuntimeException e) {
                                tell(one.name(), e);
                            }
                        });
    }

    /** Once for each kind of trouble, not every second. */
    private void tell(String name, RuntimeException trouble) {
        String kind = trouble.getClass().getName();
        if (!kind.equals(troubles.put(name, kind))) {
            log.warn("{} cannot be tended now, will try again", name, trouble);
        }
    }

    List<ProjectionStatus> all() {
        return supervised.values().stream().map(Supervised::status).toList();
    }

    Optional<Supervised> find(String name) {
        return Optional.ofNullable(supervised.get(name));
    }

    /** Whether a replay of it is under way. */
    public boolean isReplaying(String name) {
        return find(name).map(Supervised::isReplaying).orElse(false);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        supervised.values().forEach(Supervised::stop);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
