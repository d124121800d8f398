/**
 * Which ads an ad request gets: the catalogue in memory, kept current from Redis, and the selection
 * over it. Never touches PostgreSQL.
 */
@NullMarked
package io.recount.command.serving;

import org.jspecify.annotations.NullMarked;
