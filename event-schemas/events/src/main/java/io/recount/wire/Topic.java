package io.recount.wire;

import java.time.Duration;
import java.util.Map;

/**
 * The four topics, declared once. The local stack and every deployment create them from here, and
 * both compare a broker's partitions and retention with it. Dead letters are rows in PostgreSQL, so
 * there is no fifth topic.
 */
public enum Topic {
    /** Impressions, clicks, conversions, all events of Budget, heartbeats. */
    AD_EVENTS("ad-events", 12, Duration.ofDays(7)),
    /** Window results and attributed conversions. */
    PERFORMANCE_METRICS("performance-metrics", 6, Duration.ofDays(30)),
    /** Counter drift, pause thresholds, anomalies. */
    BUDGET_MANAGEMENT("budget-management", 3, Duration.ofDays(7)),
    /** New quality scores. */
    QUALITY_SCORE_UPDATES("quality-score-updates", 3, Duration.ofDays(14));

    /** The largest message that a topic takes; what is larger is refused by the broker. */
    public static final int MAX_MESSAGE_BYTES = 1_048_576;

    private final String topicName;
    private final int partitions;
    private final Duration retention;

    Topic(String topicName, int partitions, Duration retention) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.retention = retention;
    }

    public String topicName() {
        return topicName;
    }

    public int partitions() {
        return partitions;
    }

    public Duration retention() {
        return retention;
    }

    /** The topic's settings in Kafka's own names, as {@code AdminClient} takes and reports them. */
    public Map<String, String> config() {
        return Map.of(
                "retention.ms", Long.toString(retention.toMillis()),
                "cleanup.policy", "delete",
                "max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    }
}
