/**
 * Brings the log's Budget events, and heartbeats, to the topic {@code ad-events}: at least once.
 */
@NullMarked
package io.recount.command.relay;

import org.jspecify.annotations.NullMarked;
