package io.recount.command.serving;

import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;

/**
 * One ad in one slot, at the price that its token will fix.
 *
 * @param slot counts from 1
 */
public record Placement(int slot, CatalogueCampaign campaign, CatalogueAd ad, long priceMicros) {}
