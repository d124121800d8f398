/**
 * The counters in Redis: what each campaign spent today and each advertiser has left, every record
 * with the log's position that it is of.
 */
@NullMarked
package io.recount.projections.counters;

import org.jspecify.annotations.NullMarked;
