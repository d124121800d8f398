/**
 * Amounts of money: micros of the account's currency in a {@code long}, with the limits within
 * which they stay exact everywhere, JSON included.
 */
@NullMarked
package io.recount.money;

import org.jspecify.annotations.NullMarked;
