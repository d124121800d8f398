/**
 * Two records of the same thing held against each other: windows against the archive, the archive,
 * the ledger and Redis against the log.
 */
@NullMarked
package io.recount.worker.reconciliation;

import org.jspecify.annotations.NullMarked;
