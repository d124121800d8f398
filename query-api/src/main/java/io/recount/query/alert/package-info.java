/** What the stream found suspicious, what people said about it, and credits that wait for them. */
@NullMarked
package io.recount.query.alert;

import org.jspecify.annotations.NullMarked;
