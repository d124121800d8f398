/**
 * Faults under load, seeded and on this machine only. Each drill starts what it needs in a folder
 * of its own, breaks it while clients click, and has the invariants checked.
 */
@NullMarked
package io.recount.ops.drill;

import org.jspecify.annotations.NullMarked;
