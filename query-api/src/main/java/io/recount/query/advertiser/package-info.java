/** Advertisers as the read model knows them: profile, balance, today's spend, runway. */
@NullMarked
package io.recount.query.advertiser;

import org.jspecify.annotations.NullMarked;
