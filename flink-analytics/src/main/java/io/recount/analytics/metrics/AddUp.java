package io.recount.analytics.metrics;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds an event to a window's totals as it comes, so that no event is kept. */
final class AddUp implements AggregateFunction<Measured, Totals, Totals> {
    private static final long serialVersionUID = 1L;

    @Override
    public Totals createAccumulator() {
        return Totals.NOTHING;
    }

    @Override
    public Totals add(Measured measured, Totals totals) {
        return totals.plus(measured.event());
    }

    @Override
    public Totals getResult(Totals totals) {
        return totals;
    }

    @Override
    public Totals merge(Totals one, Totals other) {
        return one.plus(other);
    }
}
