package io.recount.ops.drill.invariant;

/** What a check found. */
public sealed interface Finding {
    /** What was compared, or what is wrong. */
    String text();

    /** It holds over what was compared. */
    record Holds(String text) implements Finding {}

    /** It does not; the first thing that is wrong. */
    record Broken(String text) implements Finding {}

    /** There was nothing to compare with; why. */
    record NotCompared(String text) implements Finding {}
}
