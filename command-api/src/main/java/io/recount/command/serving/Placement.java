package io.recount.command.serving;

import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.serving.catalogue.ServingCampaign;

/**
 * One ad in one slot, at the price that its token will fix.
 *
 * @param slot counts from 1
 */
public record Placement(int slot, ServingCampaign campaign, ServingAd ad, long priceMicros) {}
