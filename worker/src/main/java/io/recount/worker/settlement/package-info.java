/**
 * An advertiser's day as it stands for good: what was charged, given back, paid in and paid out,
 * folded from the log by the same rules that decided it.
 */
@NullMarked
package io.recount.worker.settlement;

import org.jspecify.annotations.NullMarked;
