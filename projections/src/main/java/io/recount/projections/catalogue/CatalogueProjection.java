package io.recount.projections.catalogue;

import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.NotReadyException;
import io.recount.projections.stream.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

/**
 * Keeps the catalogue. A replay works beside what stands there and then replaces it, so serving
 * never goes back in time.
 */
@Component
class CatalogueProjection implements Projection {
    private final Catalogue catalogue;

    CatalogueProjection(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public String name() {
        return "catalogue";
    }

    @Override
    public Set<Class<? extends SpecificRecord>> eventTypes() {
        return Content.eventTypes();
    }

    @Override
    public Fold newFold() {
        return new Changes();
    }

    @Override
    public Fold newWholeFold() {
        return new Whole();
    }

    @Override
    public boolean replaysAsAWhole() {
        return true;
    }

    @Override
    public void prepareReplay() {
        // What stands there serves until the replay's end.
    }

    @Override
    public boolean isReady() {
        return catalogue.isReady();
    }

    /** Events to put on top of the entries that stand in Redis. */
    private final class Changes implements Fold {
        private final List<LoggedEvent> events = new ArrayList<>();

        @Override
        public void add(LoggedEvent event) {
            events.add(event);
        }

        @Override
        public void write() {
            catalogue.writing.lock();
            try {
                if (!catalogue.isReady()) {
                    throw new NotReadyException("The catalogue was lost");
                }
                Content content = catalogue.load(Content.Keys.of(events));
                events.forEach(content::take);
                catalogue.put(content);
            } finally {
                catalogue.writing.unlock();
            }
        }
    }

    /** The whole catalogue out of the whole log. */
    private final class Whole implements Fold {
        private final Content content = new Content();

        @Override
        public void add(LoggedEvent event) {
            content.take(event);
        }

        @Override
        public void write() {
            catalogue.writing.lock();
            try {
                catalogue.replace(content);
            } finally {
                catalogue.writing.unlock();
            }
        }
    }
}
