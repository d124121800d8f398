package io.recount.ops.local;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * One process of the stack, as the supervisor sees it.
 *
 * @param port where it listens, 0 when it does not
 * @param after the components that must be up before it is started
 * @param prepare what is done before each start
 * @param command the command that runs it in the foreground, asked after {@code prepare}
 * @param ready true when it does its work
 * @param whenReady what is done each time it has become ready, before others build on it
 */
record Component(
        String name,
        int port,
        List<String> after,
        Runnable prepare,
        Launch command,
        BooleanSupplier ready,
        Runnable whenReady,
        String stopSignal) {

    /** What to run, and with which additions to the environment. */
    interface Launch {
        List<String> command();

        default Map<String, String> environment() {
            return Map.of();
        }
    }
}
