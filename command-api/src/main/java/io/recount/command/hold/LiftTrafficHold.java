package io.recount.command.hold;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Ends a hold before its time. */
record LiftTrafficHold(@TargetAggregateIdentifier String holdId, Instant now) {}
