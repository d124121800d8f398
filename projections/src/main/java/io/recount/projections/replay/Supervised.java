package io.recount.projections.replay;

import io.recount.projections.replay.Replays.Replay;
import io.recount.projections.stream.Follower;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One follower under care. {@link #tend} is called each second: it starts what stands, tries again
 * what fails, replays what was lost, and notes what was reached. One thread at a time.
 *
 * <p>A projection that replays as a whole has its fold in memory only, so after a restart its
 * unfinished replay begins again; one in tables goes on from its token.
 */
final class Supervised {
    private static final Logger log = LoggerFactory.getLogger(Supervised.class);

    /**
     * Axon doubles its pause up to a minute; a fresh start tries at once, so nobody waits for
     * longer than this after an outage.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final Follower follower;
    private final Replays replays;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Pace pace = new Pace();

    private volatile boolean wanted = true;
    private volatile Instant healthyAt;
    private volatile ProjectionStatus status;

    Supervised(Follower follower, Replays replays, TransactionTemplate transaction, Clock clock) {
        this.follower = follower;
        this.replays = replays;
        this.transaction = transaction;
        this.clock = clock;
        this.healthyAt = clock.instant();
        this.status = ProjectionStatus.unknown(follower.name());
    }

    String name() {
        return follower.name();
    }

    /** As it was at the last look, at most a second ago. */
    ProjectionStatus status() {
        return status;
    }

    synchronized boolean isReplaying() {
        noteEndOfReplay();
        return follower.isFolding() || replays.unfinished(name()).isPresent();
    }

    synchronized void tend() {
        if (!wanted) {
            return;
        }
        try {
            if (!follower.isRunning()) {
                begin();
            } else if (hasLostItsStore()) {
                log.warn("{} lost its store: building it anew from the log", name());
                replay("lost store");
            } else {
                tryAgainIfStuck();
            }
            noteEndOfReplay();
        } finally {
            look();
        }
    }

    private void begin() {
        Optional<Replay> unfinished = replays.unfinished(name());
        if (follower.projection().replaysAsAWhole()
                && (unfinished.isPresent() || !follower.projection().isReady())) {
            replay(unfinished.map(Replay::requestedBy).orElse("lost store"));
        } else {
            follower.start();
            healthyAt = clock.instant();
        }
    }

    private boolean hasLostItsStore() {
        return follower.projection().replaysAsAWhole()
                && !follower.isFolding()
                && !follower.projection().isReady();
    }

    private void tryAgainIfStuck() {
        Instant now = clock.instant();
        if (follower.isHealthy()) {
            healthyAt = now;
        } else if (Duration.between(healthyAt, now).compareTo(PATIENCE) > 0) {
            follower.stop();
            follower.start();
            healthyAt = now;
        }
    }

    /** Handles the whole log again; what is asked for while one runs begins it again. */
    synchronized ProjectionStatus replay(String requestedBy) {
        follower.stop();
        long target = replays.head();
        transaction.executeWithoutResult(
                status -> {
                    replays.begin(name(), requestedBy, replays.position(name()), target);
                    if (target > 0) {
                        follower.rewind();
                    }
                });
        if (follower.projection().replaysAsAWhole()) {
            if (target > 0) {
                follower.foldUpTo(target);
            } else {
                follower.projection().newWholeFold().write();
            }
        }
        follower.start();
        healthyAt = clock.instant();
        look();
        return status;
    }

    private void noteEndOfReplay() {
        Optional<Replay> unfinished = replays.unfinished(name());
        if (unfinished.isPresent()
                && !follower.isFolding()
                && replays.position(name()) >= unfinished.get().targetPosition()) {
            replays.finish(name());
            log.info("Replay of {} finished", name());
        }
    }

    private void look() {
        double eventsPerSecond = pace.at(clock.millis(), follower.handledEvents());
        status =
                ProjectionStatus.of(
                        follower, replays, eventsPerSecond, replays.head(), clock.instant());
    }

    synchronized void stop() {
        wanted = false;
        follower.stop();
    }
}
