/**
 * Redis against the ledger, every campaign in turn, and word of each campaign that has used up its
 * share of the day.
 */
@NullMarked
package io.recount.analytics.budgetsync;

import org.jspecify.annotations.NullMarked;
