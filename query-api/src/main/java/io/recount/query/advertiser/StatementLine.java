package io.recount.query.advertiser;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One movement of an advertiser's balance.
 *
 * @param kind DEPOSIT, REFUND, CHARGE or CREDIT
 * @param amountMicros what the balance changed by: below zero for refunds and charges
 * @param campaignId of a charge or a credit, as {@code clickId}
 * @param reference the payer's own, or why a click was credited
 */
record StatementLine(
        long position,
        String eventId,
        Instant at,
        String kind,
        long amountMicros,
        long balanceAfterMicros,
        @Nullable String campaignId,
        @Nullable String clickId,
        @Nullable String reference) {}
