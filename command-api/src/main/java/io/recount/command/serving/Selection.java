package io.recount.command.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ad request gets.
 *
 * @param noFillReason why there is nothing; null when there is something
 */
public record Selection(List<Placement> placements, @Nullable String noFillReason) {
    static Selection nothing(String reason) {
        return new Selection(List.of(), reason);
    }
}
