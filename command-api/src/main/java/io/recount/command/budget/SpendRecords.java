package io.recount.command.budget;

import io.recount.command.serving.gate.SpendMirror;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.redis.CounterRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/**
 * Shows the serving gate what a commit changed: each campaign's spend of the day, each advertiser's
 * balance. Of a batch only the newest value of each goes on. Projections write the same records
 * from the log; what is lost here is late by their way, and no more.
 */
@Component
class SpendRecords implements AppendListener {
    private final SpendWriter writer;
    private final SpendMirror mirror;

    SpendRecords(SpendWriter writer, SpendMirror mirror) {
        this.writer = writer;
        this.mirror = mirror;
    }

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        Map<String, CounterRecord> newest = new HashMap<>();
        for (Appended appended : events) {
            if (appended.event().getPayload() instanceof SpecificRecord event) {
                CounterRecord.of(event, appended.position())
                        .forEach(
                                record -> newest.merge(record.key(), record, CounterRecord::newer));
            }
        }
        if (!newest.isEmpty()) {
            CurrentUnitOfWork.ifStarted(
                    unit -> unit.afterCommit(committed -> show(newest.values())));
        }
    }

    /** Here at once, to all others by Redis. */
    private void show(Collection<CounterRecord> records) {
        mirror.committed(records);
        writer.offer(records);
    }
}
