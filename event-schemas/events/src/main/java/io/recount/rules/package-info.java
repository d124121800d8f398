/**
 * The money rules, pure: a budget's state from its events, and what may be decided on it. Whoever
 * decides, replays or checks follows these and no copy of them; time comes as an argument.
 */
@NullMarked
package io.recount.rules;

import org.jspecify.annotations.NullMarked;
