package io.recount.projections.replay;

import java.util.ArrayDeque;
import java.util.Deque;

/** Events a second over the last few looks. */
final class Pace {
    private static final int LOOKS = 6;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long atMs, long events) {}

    /** The pace when the total stands at {@code events} now. */
    double at(long nowMs, long events) {
        looks.addLast(new Look(nowMs, events));
        if (looks.size() > LOOKS) {
            looks.removeFirst();
        }
        Look first = looks.getFirst();
        return nowMs > first.atMs()
                ? (events - first.events()) * 1000.0 / (nowMs - first.atMs())
                : 0;
    }
}
