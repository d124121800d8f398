package io.recount.command.experiment;

import java.time.Instant;

/**
 * What a command wrote.
 *
 * @param sequence of the event in the experiment's stream
 */
record Written(String experimentId, Instant at, long sequence) {}
