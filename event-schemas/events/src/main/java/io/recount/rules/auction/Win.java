package io.recount.rules.auction;

import org.jspecify.annotations.Nullable;

/**
 * A slot that was won.
 *
 * @param slot counts from 1
 * @param next whose score made the price; null with nobody behind, where the floor is the price
 */
public record Win<B extends Bid>(int slot, B bid, long priceMicros, @Nullable B next) {}
