package io.recount.command.groupcommit;

import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.monitoring.MessageMonitor;
import org.axonframework.monitoring.NoOpMessageMonitorCallback;

/**
 * Counts what is applied in a unit of work. A refusal must come before anything is applied; by this
 * the lane sees when one did not.
 */
final class AppliedEvents implements MessageMonitor<Message<?>> {
    private static final String COUNT = AppliedEvents.class.getName();

    @Override
    public MonitorCallback onMessageIngested(Message<?> event) {
        CurrentUnitOfWork.ifStarted(
                unit -> unit.root().resources().merge(COUNT, 1, AppliedEvents::sum));
        return NoOpMessageMonitorCallback.INSTANCE;
    }

    static int in(UnitOfWork<?> unit) {
        return unit.getOrDefaultResource(COUNT, 0);
    }

    private static Object sum(Object before, Object more) {
        return (int) before + (int) more;
    }
}
