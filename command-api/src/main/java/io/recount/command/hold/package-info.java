/**
 * Traffic holds: networks, agents, visitors and publishers whose clicks are refused for a time.
 * Each is an aggregate of its own; those in force are in every instance's memory.
 */
@NullMarked
package io.recount.command.hold;

import org.jspecify.annotations.NullMarked;
