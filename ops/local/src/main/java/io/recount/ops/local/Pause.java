package io.recount.ops.local;

/** A short wait between two looks at something outside of this process. */
final class Pause {
    private Pause() {}

    static void ms(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted");
        }
    }
}
