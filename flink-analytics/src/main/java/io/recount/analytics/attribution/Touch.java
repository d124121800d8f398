package io.recount.analytics.attribution;

import io.recount.analytics.stream.ConversionEvent;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * What the pattern reads: a click or an order, one of both.
 *
 * @param slot of the click id; touches of one slot come from one subtask of the gate, in its order
 */
public record Touch(int slot, @Nullable Click click, @Nullable ConversionEvent order) {

    /**
     * Of each key group several: the pattern's operator goes through what a slot has had, and on
     * RocksDB what is deleted lies there until it is compacted.
     */
    private static final int OF_A_KEY_GROUP = 64;

    /** All ids of a slot are of one key group, and so of one subtask of the gate. */
    static int slotOf(String clickId, int keyGroups) {
        int group = KeyGroupRangeAssignment.assignToKeyGroup(clickId, keyGroups);
        return group * OF_A_KEY_GROUP + Math.floorMod(clickId.hashCode(), OF_A_KEY_GROUP);
    }

    static Touch of(int slot, Click click) {
        return new Touch(slot, click, null);
    }

    static Touch of(int slot, ConversionEvent order) {
        return new Touch(slot, null, order);
    }
}
