/**
 * The service that answers every question and changes nothing: what its queries have in common
 * (lists and their cursors, strict parameters, waiting for a position) and its settings.
 */
@NullMarked
package io.recount.query;

import org.jspecify.annotations.NullMarked;
