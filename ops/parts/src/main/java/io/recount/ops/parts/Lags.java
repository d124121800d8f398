package io.recount.ops.parts;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many records lie between what a consumer group has committed and the topics' ends. */
public final class Lags {
    private static final long LIMIT_S = 5;

    private Lags() {}

    /** By group; empty when the broker does not answer. */
    public static Map<String, Long> ofGroups(String bootstrapServers) {
        if (!Ports.isOpen(bootstrapServers)) {
            return Map.of();
        }
        Map<String, Long> lags = new HashMap<>();
        try (Admin admin = Topics.admin(bootstrapServers)) {
            for (GroupListing group : admin.listGroups().all().get(LIMIT_S, TimeUnit.SECONDS)) {
                lags.put(group.groupId(), ofGroup(admin, group.groupId()));
            }
            return lags;
        } catch (ExecutionException | TimeoutException e) {
            return lags;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lags;
        }
    }

    private static long ofGroup(Admin admin, String group)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(LIMIT_S, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetSpec> latest =
                committed.keySet().stream()
                        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get(LIMIT_S, TimeUnit.SECONDS);
        long lag = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
            ListOffsetsResult.ListOffsetsResultInfo end = ends.get(entry.getKey());
            if (end != null && entry.getValue() != null) {
                lag += Math.max(0, end.offset() - entry.getValue().offset());
            }
        }
        return lag;
    }
}
