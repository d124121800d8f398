package io.recount.analytics.metrics;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds a part to a window's totals as it comes, so that no part is kept. */
final class AddUp implements AggregateFunction<Part, Part, Part> {
    private static final long serialVersionUID = 1L;
    private static final Part NOTHING =
            new Part(new Subject(Subject.Kind.AD, "", "", "", ""), 0, Totals.NOTHING);

    @Override
    public Part createAccumulator() {
        return NOTHING;
    }

    @Override
    public Part add(Part part, Part sum) {
        return merge(sum, part);
    }

    @Override
    public Part getResult(Part sum) {
        return sum;
    }

    @Override
    public Part merge(Part one, Part other) {
        return new Part(other.subject(), other.minuteMs(), one.totals().plus(other.totals()));
    }
}
