/**
 * An advertiser's money: the Budget aggregate, a thin shell around the rules, and the register of
 * decided clicks that lets each click cost at most once.
 */
@NullMarked
package io.recount.command.budget;

import org.jspecify.annotations.NullMarked;
