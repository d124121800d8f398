/**
 * Traffic that is not what advertisers pay for: programs that click, by rules over what a visitor,
 * a network and a publisher did, and surges of clicks, against what each ad and campaign usually
 * gets. Found ones become alerts with evidence, holds and credits.
 */
@NullMarked
package io.recount.analytics.anomaly;

import org.jspecify.annotations.NullMarked;
