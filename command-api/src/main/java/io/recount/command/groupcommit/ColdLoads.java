package io.recount.command.groupcommit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.common.ReflectionUtils;
import org.axonframework.common.annotation.AnnotationUtils;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;

/**
 * Reads aggregates that are not cached before their command is queued: a long history would hold up
 * the lane and everybody in it. A command says by its fields which ones it is about: those that are
 * its target or routing key, where their name says of which kind they are.
 */
final class ColdLoads {
    /** So that the lane finds a connection of the pool however many are cold at once. */
    private static final int AT_ONCE_MAX = 4;

    private final AggregateCache cache;
    private final Map<String, Supplier<Repository<?>>> repositories;
    private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
    private final ClassValue<List<Method>> idsOf =
            new ClassValue<>() {
                @Override
                protected List<Method> computeValue(Class<?> type) {
                    return Arrays.stream(type.getDeclaredMethods())
                            .filter(ColdLoads.this::namesAnAggregate)
                            .map(ReflectionUtils::ensureAccessible)
                            .toList();
                }
            };

    /**
     * @param repositories by the name of the field that has an aggregate's id; asked for late,
     *     because they need the bus that needs this
     */
    ColdLoads(AggregateCache cache, Map<String, Supplier<Repository<?>>> repositories) {
        this.cache = cache;
        this.repositories = Map.copyOf(repositories);
    }

    void warm(CommandMessage<?> command) {
        Object payload = command.getPayload();
        for (Method method : idsOf.get(payload.getClass())) {
            String id = ReflectionUtils.invokeAndGetMethodValue(method, payload);
            if (id != null && !cache.containsKey(id)) {
                load(command, id, method.getName());
            }
        }
    }

    private boolean namesAnAggregate(Method method) {
        return repositories.containsKey(method.getName())
                && method.getParameterCount() == 0
                && AnnotationUtils.isAnnotationPresent(method, RoutingKey.class);
    }

    private void load(CommandMessage<?> command, String id, String kind) {
        atOnce.acquireUninterruptibly();
        try {
            if (!cache.containsKey(id)) {
                cache.load(
                        id,
                        () ->
                                read(
                                        command,
                                        id,
                                        Objects.requireNonNull(repositories.get(kind)).get()));
            }
        } finally {
            atOnce.release();
        }
    }

    /** In a unit of work of its own, whose end puts the aggregate into the cache. */
    private static void read(CommandMessage<?> command, String id, Repository<?> repository) {
        var unit = DefaultUnitOfWork.startAndGet(command);
        try {
            repository.load(id);
            unit.commit();
        } catch (AggregateNotFoundException e) {
            unit.rollback(e); // The command may be the one that makes it.
        } catch (RuntimeException e) {
            unit.rollback(e);
            throw e;
        }
    }
}
