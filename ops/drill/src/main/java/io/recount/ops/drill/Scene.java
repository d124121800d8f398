package io.recount.ops.drill;

import io.recount.ops.drill.load.Load;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a drill has to work with.
 *
 * @param shortForm fewer rounds, for a test run
 */
record Scene(
        DrillStack stack,
        Load load,
        SplittableRandom random,
        Progress progress,
        boolean shortForm) {
    /** How often something is done. */
    int rounds(int wanted, int shortRounds) {
        return shortForm ? shortRounds : wanted;
    }

    Service instance(int index) {
        return stack.instances().get(index);
    }

    List<Service> instances() {
        return stack.instances();
    }

    /** Lets the load go on for so long. */
    void letRun(long ms) throws InterruptedException {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (System.nanoTime() < untilNs) {
            TimeUnit.MILLISECONDS.sleep(Math.min(ms, 100));
            show("");
        }
    }

    /** Waits until the clients have had so many more answers. */
    void awaitAnswers(long more) throws InterruptedException {
        long wanted = load.answers() + more;
        long limitNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (load.answers() < wanted) {
            if (System.nanoTime() > limitNs) {
                throw new IllegalStateException("No answers any more: " + figures());
            }
            TimeUnit.MILLISECONDS.sleep(20);
            show("");
        }
    }

    void show(String what) {
        progress.now(what.isEmpty() ? figures() : what + "  " + figures());
    }

    /** What the clients did and were told. */
    String figures() {
        return "clicks %,d  answers %,d  charged %,d  without an answer %,d"
                .formatted(load.clicks(), load.answers(), load.charged(), load.withoutAnswer());
    }
}
