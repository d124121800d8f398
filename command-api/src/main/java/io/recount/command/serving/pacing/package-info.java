/**
 * How often a campaign is shown: its budget spread over the day along the traffic that is expected,
 * and its frequency cap for a visitor.
 */
@NullMarked
package io.recount.command.serving.pacing;

import org.jspecify.annotations.NullMarked;
