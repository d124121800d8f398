package io.recount.command.idempotency;

import io.recount.command.groupcommit.Outages;
import io.recount.command.visitor.Networks;
import io.recount.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Sends commands and waits until their events are committed. */
@Component
public class Commands {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final CommandGateway gateway;
    private final JsonMapper json;
    private final Networks networks;

    Commands(CommandGateway gateway, JsonMapper json, Networks networks) {
        this.gateway = gateway;
        this.json = json;
        this.networks = networks;
    }

    /**
     * Sends a command, at most once per idempotency key.
     *
     * @throws Problem a refusal, or 503 when the log is away: then the same request may be asked
     *     again with the same key
     */
    @SuppressWarnings("unchecked") // The interceptor answers so whenever there is a key.
    public <T> Answer<T> send(Object command, Class<T> type, Request request) {
        String key = request.idempotencyKey();
        MetaData metaData = metaData(request.actor());
        if (key == null) {
            return new Answer<>(type.cast(dispatch(command, metaData)), false);
        }
        metaData = metaData.and(IdempotencyKeys.KEY, key).and(IdempotencyKeys.HASH, hash(request));
        return (Answer<T>) dispatch(command, metaData);
    }

    /** Sends a command that is idempotent by itself. */
    public <T> T send(Object command, Class<T> type, Actor actor) {
        return type.cast(dispatch(command, metaData(actor)));
    }

    /** Events name the network that their cause came from: here, so that no caller forgets it. */
    private MetaData metaData(Actor actor) {
        return actor.network() == null
                ? actor.from(networks.ofCaller()).metaData()
                : actor.metaData();
    }

    private Object dispatch(Object command, MetaData metaData) {
        try {
            CommandMessage<?> message =
                    GenericCommandMessage.asCommandMessage(command).andMetaData(metaData);
            return gateway.sendAndWait(message);
        } catch (Problem e) {
            throw e;
        } catch (AggregateNotFoundException e) {
            throw Problem.notFound("NOT_FOUND", e.getAggregateIdentifier() + " does not exist");
        } catch (ConcurrencyException e) {
            throw Problem.unavailable(
                    "BUSY", "Others are changing the same; ask again", RETRY_AFTER);
        } catch (RuntimeException e) {
            throw Outages.isOutage(e) ? logUnavailable() : e;
        }
    }

    private static Problem logUnavailable() {
        return Problem.unavailable(
                "LOG_UNAVAILABLE", "The event log cannot be reached now; ask again", RETRY_AFTER);
    }

    private byte[] hash(Request request) {
        String text = request.operation() + "\n" + json.writeValueAsString(request.body());
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
