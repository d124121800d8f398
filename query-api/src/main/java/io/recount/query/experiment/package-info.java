/** Price experiments with what was clicked and charged in each arm. */
@NullMarked
package io.recount.query.experiment;

import org.jspecify.annotations.NullMarked;
