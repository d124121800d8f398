package io.recount.projections.replay;

import io.recount.projections.replay.ProjectionStatus.State;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down while a projection stands or fails; a replay is no failure. */
@Component
class ProjectionsHealthIndicator implements HealthIndicator {
    private final Supervisor supervisor;

    ProjectionsHealthIndicator(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public Health health() {
        Map<String, Object> states = new TreeMap<>();
        supervisor.all().forEach(one -> states.put(one.name(), one.status()));
        boolean down = states.containsValue(State.STOPPED) || states.containsValue(State.FAILING);
        return (down ? Health.down() : Health.up()).withDetails(states).build();
    }
}
