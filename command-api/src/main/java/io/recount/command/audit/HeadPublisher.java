package io.recount.command.audit;

import io.recount.audit.PublishedHead;
import io.recount.eventlog.LogHead;
import io.recount.eventlog.LogHead.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Writes the head to a file and to the service's log whenever it has moved. */
@Component
class HeadPublisher implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(HeadPublisher.class);

    private final LogHead log;
    private final HeadFiles files;
    private final Clock clock;
    private long published;
    private boolean failing;

    HeadPublisher(
            LogHead log,
            Clock clock,
            @Value("${recount.heads.folder}") Path folder,
            @Value("${recount.heads.keep-days}") int keepDays) {
        this.log = log;
        this.clock = clock;
        this.files = new HeadFiles(folder, keepDays);
    }

    @Scheduled(fixedDelayString = "${recount.heads.publish-ms}")
    synchronized void publish() {
        try {
            Head head = log.read();
            if (head.position() > published) {
                publish(head);
            } else if (head.position() < published && !failing) {
                LOG.error(
                        "The log ends at {}, but {} was published: its tail is gone",
                        head.position(),
                        published);
            }
            failing = head.position() < published;
        } catch (DataAccessException | IOException e) {
            if (!failing) {
                LOG.warn("No head published: {}", e.toString());
            }
            failing = true;
        }
    }

    private void publish(Head head) throws IOException {
        PublishedHead line =
                PublishedHead.of(
                        head.position(),
                        head.hash(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
        files.append(line);
        LOG.info("Head of the log: {}", line.line());
        published = head.position();
    }

    /** The last word of a service that stops. */
    @Override
    public void destroy() {
        publish();
    }
}
