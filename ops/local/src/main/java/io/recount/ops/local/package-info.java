/**
 * The local stack behind {@code ops/recount}: it starts every component as a process of its own,
 * supervises them, and shows, drives and checks what runs.
 */
@NullMarked
package io.recount.ops.local;

import org.jspecify.annotations.NullMarked;
