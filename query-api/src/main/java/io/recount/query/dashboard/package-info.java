/**
 * The dashboard, drawn on the server: what a page shows, its charts and words, and who may look.
 */
@NullMarked
package io.recount.query.dashboard;

import org.jspecify.annotations.NullMarked;
