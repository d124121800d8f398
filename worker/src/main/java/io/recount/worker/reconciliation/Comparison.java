package io.recount.worker.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came out of one comparison. Of very many differences the first are kept. */
final class Comparison {
    static final int KEPT_MAX = 1_000;

    private static final long ALL_PPM = 1_000_000;

    enum Kind {
        /** The stream's windows against the archive, per ad and hour. */
        WINDOWS,
        /** The archive against the log: what the relay lost or invented. */
        ARCHIVE,
        /** Redis' counters against the log. */
        REDIS,
        /** The ledger against the log. */
        LEDGER
    }

    private final Kind kind;
    private final Span span;
    private final List<Difference> differences = new ArrayList<>();
    private long compared;
    private long differing;

    /**
     * What was compared: a time, or positions of the log.
     *
     * @param fromPosition exclusive
     */
    record Span(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Long fromPosition,
            @Nullable Long toPosition) {
        static Span of(Instant from, Instant to) {
            return new Span(from, to, null, null);
        }

        static Span of(long fromPosition, long toPosition) {
            return new Span(null, null, fromPosition, toPosition);
        }
    }

    Comparison(Kind kind, Span span) {
        this.kind = kind;
        this.span = span;
    }

    /** One more thing was compared; none of what differs means it is equal. */
    void add(List<Difference> whatDiffers) {
        compared++;
        if (!whatDiffers.isEmpty()) {
            differing++;
            keep(whatDiffers);
        }
    }

    /** Many things that the database compared. */
    void add(long comparedThere, long differingThere, List<Difference> first) {
        compared += comparedThere;
        differing += differingThere;
        keep(first);
    }

    private void keep(List<Difference> more) {
        differences.addAll(more.subList(0, Math.min(more.size(), KEPT_MAX - differences.size())));
    }

    Kind kind() {
        return kind;
    }

    Span span() {
        return span;
    }

    List<Difference> differences() {
        return differences;
    }

    long compared() {
        return compared;
    }

    long differing() {
        return differing;
    }

    /** Equal ÷ compared, in parts per million; all where there was nothing to compare. */
    long agreementPpm() {
        return compared == 0 ? ALL_PPM : (compared - differing) * ALL_PPM / compared;
    }
}
