/** REST for advertisers: registering and changing them, their payments and their API keys. */
@NullMarked
package io.recount.command.advertiser;

import org.jspecify.annotations.NullMarked;
