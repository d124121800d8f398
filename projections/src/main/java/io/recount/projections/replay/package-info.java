/**
 * Keeps the followers going, replays them when asked or when their store was lost, and tells how
 * far each has come.
 */
@NullMarked
package io.recount.projections.replay;

import org.jspecify.annotations.NullMarked;
