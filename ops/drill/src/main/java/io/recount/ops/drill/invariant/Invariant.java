package io.recount.ops.drill.invariant;

import java.sql.SQLException;

/** Something that must hold whatever happened before. */
interface Invariant {
    /** Its number in the list of what must hold: {@code I1}, {@code I2}, … */
    String id();

    /** What must hold, in a few words. */
    String says();

    Finding check(Evidence evidence) throws SQLException;
}
