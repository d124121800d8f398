package io.recount.analytics.attribution;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ChargedClick;

/** A charged click, as slim as it can be kept for a day: its other ids stand in the order's. */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared as a whole.
public record Click(String clickId, Arm[] arms, long atMs) {

    static Click of(ChargedClick charged) {
        return new Click(charged.clickId(), charged.arms(), charged.atMs());
    }
}
