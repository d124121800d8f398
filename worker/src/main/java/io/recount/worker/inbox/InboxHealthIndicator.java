package io.recount.worker.inbox;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Down when a consumer has stopped; one that retries is up. Out of service until the broker has
 * answered for the first time: nothing is read before.
 */
@Component
class InboxHealthIndicator implements HealthIndicator {
    private final Inboxes inboxes;
    private final InboxLag lag;

    InboxHealthIndicator(Inboxes inboxes, InboxLag lag) {
        this.inboxes = inboxes;
        this.lag = lag;
    }

    @Override
    public Health health() {
        List<String> stopped = inboxes.stopped();
        if (!stopped.isEmpty()) {
            return Health.down().withDetail("stopped", stopped).build();
        }
        return lag.isBrokerHeard()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "Kafka has not answered since this service started")
                        .build();
    }
}
