package io.recount.worker.retention;

import io.recount.http.Allow;
import io.recount.http.Role;
import io.recount.wire.Topic;
import io.recount.worker.retention.Retention.Due;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A dry run of retention: what would go. */
@RestController
class RetentionController {
    private final Retention retention;

    RetentionController(Retention retention) {
        this.retention = retention;
    }

    /**
     * @param items what the next run lets go
     * @param topics how long the broker keeps each topic, by itself
     */
    record DryRun(List<Due> items, List<KeptTopic> topics) {}

    record KeptTopic(String topic, long days) {}

    @GetMapping("/v1/retention")
    @Allow(Role.AUDITOR)
    DryRun dryRun() {
        return new DryRun(
                retention.due(),
                Arrays.stream(Topic.values())
                        .map(t -> new KeptTopic(t.topicName(), t.retention().toDays()))
                        .toList());
    }
}
