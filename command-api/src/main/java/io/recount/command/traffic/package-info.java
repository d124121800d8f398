/**
 * What the rules against invalid traffic decide on: the kind of agent and of network that a click
 * came from, by replaceable lists, and what was clicked a moment ago.
 */
@NullMarked
package io.recount.command.traffic;

import org.jspecify.annotations.NullMarked;
