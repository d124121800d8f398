/**
 * Projections: follows the event log and keeps the tables and Redis records that are read from it.
 */
@NullMarked
package io.recount.projections;

import org.jspecify.annotations.NullMarked;
