/**
 * The auction, pure: who gets the slots of a request and at which price, and which arms of price
 * experiments its visitor is in. Whoever serves, explains or checks an auction runs these.
 */
@NullMarked
package io.recount.rules.auction;

import org.jspecify.annotations.NullMarked;
