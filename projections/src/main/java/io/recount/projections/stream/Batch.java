package io.recount.projections.stream;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of the batch that is being handled; lives in its unit of work. */
final class Batch {
    private int events;
    private long lastIndex = -1;
    private long position = -1;
    private @Nullable Fold fold;

    void arrived(long index, long atPosition) {
        events++;
        lastIndex = Math.max(lastIndex, index);
        position = atPosition;
    }

    int events() {
        return events;
    }

    /** Of the newest event's token; negative before the first. */
    long lastIndex() {
        return lastIndex;
    }

    /** Of the event in hand. */
    long position() {
        return position;
    }

    Fold foldOr(Supplier<Fold> fresh) {
        if (fold == null) {
            fold = fresh.get();
        }
        return fold;
    }

    @Nullable Fold fold() {
        return fold;
    }
}
