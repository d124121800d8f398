package io.recount.worker.inbox;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down when a consumer has stopped; one that retries is up. */
@Component
class InboxHealthIndicator implements HealthIndicator {
    private final Inboxes inboxes;

    InboxHealthIndicator(Inboxes inboxes) {
        this.inboxes = inboxes;
    }

    @Override
    public Health health() {
        List<String> stopped = inboxes.stopped();
        return stopped.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("stopped", stopped).build();
    }
}
