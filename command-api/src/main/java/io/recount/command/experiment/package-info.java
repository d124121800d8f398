/**
 * Price experiments: planned by an operator, stopped early or not. Which arm a visitor is in, and
 * what it changes, is {@code io.recount.rules.auction}'s.
 */
@NullMarked
package io.recount.command.experiment;

import org.jspecify.annotations.NullMarked;
