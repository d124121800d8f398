/**
 * Publishes the log's head outside the database, every few seconds: whoever changes or cuts off the
 * log afterwards contradicts it.
 */
@NullMarked
package io.recount.command.audit;

import org.jspecify.annotations.NullMarked;
