/** Where the money went: each campaign's spend by day, and every ledger line. */
@NullMarked
package io.recount.projections.spend;

import org.jspecify.annotations.NullMarked;
