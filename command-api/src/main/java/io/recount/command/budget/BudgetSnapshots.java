package io.recount.command.budget;

import io.recount.event.BudgetSnapshot;
import io.recount.rules.BudgetState;
import io.recount.wire.AvroCodec;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When a budget's snapshot is due, and which snapshots are read. */
@Configuration
class BudgetSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetSnapshots.class);

    @Bean
    SnapshotTriggerDefinition budgetSnapshotTrigger(
            BudgetSnapshotter snapshotter,
            @Value("${recount.budget.snapshot-every:5000}") int every) {
        return new EventCountSnapshotTriggerDefinition(snapshotter, every);
    }

    /** Whatever is wrong with a snapshot, or new to this release: its events are read instead. */
    @Bean
    SnapshotFilter readableBudgets() {
        return snapshot -> !snapshot.getType().equals(Budget.TYPE) || isReadable(snapshot);
    }

    private static boolean isReadable(DomainEventData<?> snapshot) {
        String id = snapshot.getAggregateIdentifier();
        try {
            byte[] bytes = (byte[]) snapshot.getPayload().getData();
            BudgetState state = BudgetState.of(AvroCodec.decode(bytes, BudgetSnapshot.class));
            String type = snapshot.getPayload().getType().getName();
            return type.equals(BudgetSnapshot.class.getName()) && state.advertiserId().equals(id);
        } catch (RuntimeException e) {
            LOG.warn("The snapshot of {} is left aside: {}", id, e.toString());
            return false;
        }
    }
}
