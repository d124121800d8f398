package io.recount.query.dashboard;

import java.util.List;
import java.util.stream.LongStream;

/**
 * A line over minutes as SVG paths. A minute that was not measured breaks the line: a gap stays a
 * gap. What is still open is a line of its own, to be dashed, and ends in a point.
 *
 * @param line path of the final minutes
 * @param area the same, closed down to zero
 * @param open path from the last final minute through the open ones; empty when nothing is open
 * @param pointX where the newest minute stands
 */
record Trace(String line, String area, String open, String pointX, String pointY) {

    /** Where values go: x of the first minute, its step, y of zero, pixels per unit. */
    record Scale(double left, double step, double zero, double perUnit) {
        String x(int minute) {
            return px(left + minute * step);
        }

        String y(double value) {
            return px(zero - value * perUnit);
        }
    }

    static Trace of(List<Long> values, List<Boolean> measured, int openFrom, Scale scale) {
        StringBuilder line = new StringBuilder();
        StringBuilder area = new StringBuilder();
        int start = 0;
        while (start < openFrom) {
            if (!measured.get(start)) {
                start++;
                continue;
            }
            int end = start;
            while (end + 1 < openFrom && measured.get(end + 1)) {
                end++;
            }
            String piece = path(values, start, end, scale);
            line.append(piece);
            area.append(piece)
                    .append('L')
                    .append(scale.x(end))
                    .append(' ')
                    .append(scale.y(0))
                    .append('L')
                    .append(scale.x(start))
                    .append(' ')
                    .append(scale.y(0))
                    .append('Z');
            start = end + 1;
        }
        int last = values.size() - 1;
        int openStart = openFrom > 0 && measured.get(openFrom - 1) ? openFrom - 1 : openFrom;
        boolean alive =
                LongStream.rangeClosed(openStart, last).anyMatch(m -> measured.get((int) m));
        return new Trace(
                line.toString(),
                area.toString(),
                alive ? path(values, openStart, last, scale) : "",
                alive ? scale.x(last) : "",
                alive ? scale.y(values.get(last)) : "");
    }

    private static String path(List<Long> values, int from, int to, Scale scale) {
        StringBuilder path = new StringBuilder();
        for (int minute = from; minute <= to; minute++) {
            path.append(minute == from ? 'M' : 'L')
                    .append(scale.x(minute))
                    .append(' ')
                    .append(scale.y(values.get(minute)));
        }
        if (from == to) {
            path.append("h0"); // A lone minute is a dot, by the line's round ends.
        }
        return path.toString();
    }

    /** To a tenth of a pixel; places here are never negative. */
    static String px(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
