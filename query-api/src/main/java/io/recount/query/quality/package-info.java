/** Every quality score that an ad was given, with what it was told from. */
@NullMarked
package io.recount.query.quality;

import org.jspecify.annotations.NullMarked;
