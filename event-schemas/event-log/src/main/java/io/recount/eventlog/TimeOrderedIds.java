package io.recount.eventlog;

import com.github.f4b6a3.ulid.UlidCreator;
import java.util.Locale;
import org.axonframework.common.IdentifierFactory;

/**
 * Makes the ids of messages, events among them, ULIDs: new ones stand at the right edge of the
 * log's index of ids. Axon's random ones touch a page of it each, and after a checkpoint each such
 * page is written to the WAL as a whole.
 */
public final class TimeOrderedIds extends IdentifierFactory {
    @Override
    public String generateIdentifier() {
        return UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
    }
}
