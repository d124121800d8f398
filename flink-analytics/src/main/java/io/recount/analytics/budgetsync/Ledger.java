package io.recount.analytics.budgetsync;

/**
 * What the ledger says of a campaign, all in one snapshot: the day of its last charge at or before
 * a position, and where everybody stood.
 *
 * @param headPosition the log's newest
 * @param spendPosition up to where the read model's ledger has come
 * @param countersPosition up to where projections have written Redis
 * @param dayStartMs of the last charge; 0 where there is none, as in a new counter
 * @param daySpentMicros charges of that day, added up line by line
 * @param totalSpentMicros all charges ever
 */
record Ledger(
        long headPosition,
        long spendPosition,
        long countersPosition,
        long dayStartMs,
        long daySpentMicros,
        long dayClicks,
        long totalSpentMicros) {}
