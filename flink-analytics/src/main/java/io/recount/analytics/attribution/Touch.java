package io.recount.analytics.attribution;

import io.recount.analytics.stream.ConversionEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the pattern reads: a click or an order, one of both.
 *
 * @param slot of the click id; touches of one slot come from one subtask of the gate, in its order
 */
public record Touch(int slot, @Nullable Click click, @Nullable ConversionEvent order) {

    static Touch of(int slot, Click click) {
        return new Touch(slot, click, null);
    }

    static Touch of(int slot, ConversionEvent order) {
        return new Touch(slot, null, order);
    }
}
