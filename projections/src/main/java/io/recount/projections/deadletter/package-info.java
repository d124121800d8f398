/** Parked events: what broke, why, and what waits behind it; tried again or let go by REST. */
@NullMarked
package io.recount.projections.deadletter;

import org.jspecify.annotations.NullMarked;
