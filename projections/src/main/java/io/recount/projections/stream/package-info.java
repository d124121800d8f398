/**
 * Following the log: what a projection is, and how its batches are folded, written, and parked
 * event by event when one of them is broken.
 */
@NullMarked
package io.recount.projections.stream;

import org.jspecify.annotations.NullMarked;
