/** REST for advertisers: registering them, their deposits and their API keys. */
@NullMarked
package io.recount.command.advertiser;

import org.jspecify.annotations.NullMarked;
