package io.recount.command.serving.gate;

/**
 * What this instance has in flight of one campaign or advertiser. It is written with every ad that
 * is served, anywhere among a hundred thousand: so its numbers change in place, where a new object
 * each time would leave a mark for the collector to follow, all over the heap.
 */
final class Served {
    private final double[] expected = new double[ClickDelay.PARTS];
    private double price;
    private long atMs;
    private double everMicros;
    private boolean over;

    /** False when this one is over and counts no more. */
    synchronized boolean add(double clickRate, long servedPrice, long servedMs, ClickDelay delay) {
        set(flow().plus(clickRate, servedPrice, servedMs, delay));
        return !over;
    }

    synchronized void take(
            double clickRate, long clickedPrice, long servedMs, long clickedMs, ClickDelay delay) {
        set(flow().minus(clickRate, clickedPrice, servedMs, clickedMs, delay));
    }

    private void set(Flow flow) {
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            expected[part] = flow.part(part);
        }
        price = flow.price();
        atMs = flow.atMs();
        everMicros = flow.everMicros();
    }

    /** As it is; what changes later does not show in it. */
    synchronized Flow flow() {
        return new Flow(expected.clone(), price, atMs, everMicros);
    }

    /** Whether nothing happened since; if so it is over. */
    synchronized boolean endIfOlder(long thanMs) {
        over = atMs < thanMs;
        return over;
    }
}
