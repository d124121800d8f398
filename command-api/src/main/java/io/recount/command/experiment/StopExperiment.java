package io.recount.command.experiment;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Ends an experiment before its time, or before it began. */
record StopExperiment(@TargetAggregateIdentifier String experimentId, Instant now) {}
