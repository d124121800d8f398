package io.recount.projections.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * Which event goes where in a fold: the one list of the events that a projection is about.
 *
 * @param <F> what takes the events in
 */
public final class Routes<F> {
    private final Map<Class<? extends SpecificRecord>, Step<F, ?>> steps = new LinkedHashMap<>();

    /** Takes one event of that type in. */
    public interface Step<F, E extends SpecificRecord> {
        void take(F fold, E content, LoggedEvent event);
    }

    /** The same with this type too. */
    public <E extends SpecificRecord> Routes<F> on(Class<E> type, Step<F, E> step) {
        steps.put(type, step);
        return this;
    }

    public Set<Class<? extends SpecificRecord>> types() {
        return Set.copyOf(steps.keySet());
    }

    /**
     * Hands the event to its step.
     *
     * @throws IllegalArgumentException it is none of {@link #types()}
     */
    public void take(F fold, LoggedEvent event) {
        Step<F, ?> step = steps.get(event.content().getClass());
        if (step == null) {
            throw new IllegalArgumentException(
                    "Not asked for: " + event.content().getSchema().getName());
        }
        take(fold, event, step);
    }

    @SuppressWarnings("unchecked") // A step stands under the class of the events that it takes.
    private static <F, E extends SpecificRecord> void take(
            F fold, LoggedEvent event, Step<F, E> step) {
        step.take(fold, (E) event.content(), event);
    }
}
