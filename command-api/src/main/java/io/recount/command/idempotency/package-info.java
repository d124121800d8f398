/** How REST sends a command: with its actor, and at most once per {@code Idempotency-Key}. */
@NullMarked
package io.recount.command.idempotency;

import org.jspecify.annotations.NullMarked;
