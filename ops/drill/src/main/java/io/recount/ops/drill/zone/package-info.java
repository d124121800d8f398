/** Time zones whose midnight comes when a drill wants it, so that a day ends on the real clock. */
@NullMarked
package io.recount.ops.drill.zone;

import org.jspecify.annotations.NullMarked;
