/**
 * A catalogue of realistic size and shape, made from a seed and written to Redis as projections
 * would, and what command-api's catalogue takes to hold it, to load it and to match against it.
 */
@NullMarked
package io.recount.ops.bench.catalogue;

import org.jspecify.annotations.NullMarked;
