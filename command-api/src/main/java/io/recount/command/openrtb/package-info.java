/**
 * OpenRTB 2.6: an exchange's bid request answered by the auction of our own campaigns. What the
 * standard calls a seat is an advertiser here; the price of a thousand impressions is made from the
 * price of a click and its predicted rate.
 */
@NullMarked
package io.recount.command.openrtb;

import org.jspecify.annotations.NullMarked;
