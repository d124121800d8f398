/** Price experiments, and what was clicked and charged in each of their arms. */
@NullMarked
package io.recount.projections.experiment;

import org.jspecify.annotations.NullMarked;
