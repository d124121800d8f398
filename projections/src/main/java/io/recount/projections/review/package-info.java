/** What people decide about what the stream found: verdicts on alerts, and credit proposals. */
@NullMarked
package io.recount.projections.review;

import org.jspecify.annotations.NullMarked;
