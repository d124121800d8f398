/** Two records of the same thing held against each other: what was compared, and what differed. */
@NullMarked
package io.recount.query.reconciliation;

import org.jspecify.annotations.NullMarked;
