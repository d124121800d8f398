/**
 * Clicks that turn out to be no good are credited: once each, the whole charge. What adds up to
 * more than may be given without approval becomes a proposal that an operator decides.
 */
@NullMarked
package io.recount.command.credit;

import org.jspecify.annotations.NullMarked;
