package io.recount.command.campaign;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;

/** Lets a drafted campaign serve, and its clicks be charged. */
record ActivateCampaign(@RoutingKey String advertiserId, String campaignId, Instant now) {}
