package io.recount.projections.stream;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of the batch that is being handled; lives in its unit of work. */
final class Batch {
    private int events;
    private long position = -1;
    private @Nullable Fold fold;

    void arrived(long atPosition) {
        events++;
        position = atPosition;
    }

    int events() {
        return events;
    }

    /** Of the event in hand, or of the last one once all have come; -1 before the first. */
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
