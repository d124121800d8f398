package io.recount.command.groupcommit;

import io.recount.command.Ids;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
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
 * the lane and everybody in it. The ids are those that a command's fields name as target or routing
 * key.
 */
final class ColdLoads {
    /** So that the lane finds a connection of the pool however many are cold at once. */
    private static final int AT_ONCE_MAX = 4;

    private final AggregateCache cache;
    private final Supplier<Repository<?>> budgets;
    private final Supplier<Repository<?>> campaigns;
    private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
    private final ClassValue<List<Method>> idsOf =
            new ClassValue<>() {
                @Override
                protected List<Method> computeValue(Class<?> type) {
                    return Arrays.stream(type.getDeclaredMethods())
                            .filter(ColdLoads::namesAnAggregate)
                            .map(ReflectionUtils::ensureAccessible)
                            .toList();
                }
            };

    /** The repositories are asked for late: they need the bus that needs this. */
    ColdLoads(
            AggregateCache cache,
            Supplier<Repository<?>> budgets,
            Supplier<Repository<?>> campaigns) {
        this.cache = cache;
        this.budgets = budgets;
        this.campaigns = campaigns;
    }

    void warm(CommandMessage<?> command) {
        Object payload = command.getPayload();
        for (Method method : idsOf.get(payload.getClass())) {
            String id = ReflectionUtils.invokeAndGetMethodValue(method, payload);
            if (id != null && !cache.containsKey(id)) {
                load(command, id);
            }
        }
    }

    private static boolean namesAnAggregate(Method method) {
        return method.getParameterCount() == 0
                && method.getReturnType() == String.class
                && AnnotationUtils.isAnnotationPresent(method, RoutingKey.class);
    }

    private void load(CommandMessage<?> command, String id) {
        atOnce.acquireUninterruptibly();
        try {
            if (!cache.containsKey(id)) {
                cache.load(id, () -> read(command, id));
            }
        } finally {
            atOnce.release();
        }
    }

    /** In a unit of work of its own, whose end puts the aggregate into the cache. */
    private void read(CommandMessage<?> command, String id) {
        Repository<?> repository = (Ids.isAdvertiserId(id) ? budgets : campaigns).get();
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
