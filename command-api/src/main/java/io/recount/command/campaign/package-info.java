/**
 * Campaigns and their ads: life cycle, targeting and bids. Money limits are not here but in the
 * advertiser's Budget; commands that change both load both in one unit of work.
 */
@NullMarked
package io.recount.command.campaign;

import org.jspecify.annotations.NullMarked;
