/** The live page's event stream: one reader of the figures, any number of viewers up to a limit. */
@NullMarked
package io.recount.query.live;

import org.jspecify.annotations.NullMarked;
