/**
 * The catalogue in Redis: what serving knows of each campaign, a stream of changes, and a mark that
 * says it is complete.
 */
@NullMarked
package io.recount.projections.catalogue;

import org.jspecify.annotations.NullMarked;
