/**
 * Who it was, without saying so: addresses, and the pseudonyms under which visitors and networks
 * stand in events.
 */
@NullMarked
package io.recount.command.visitor;

import org.jspecify.annotations.NullMarked;
