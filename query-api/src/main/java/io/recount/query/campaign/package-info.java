/** Campaigns and their ads as the read model knows them, with spend and the newest minute. */
@NullMarked
package io.recount.query.campaign;

import org.jspecify.annotations.NullMarked;
