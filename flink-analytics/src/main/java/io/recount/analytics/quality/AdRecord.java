package io.recount.analytics.quality;

/**
 * What an ad did, forgotten by half in a week, and what was told of it last. A plain object with
 * public fields, as Flink's serializer wants its state.
 */
public final class AdRecord {
    static final int SLOTS = 8;
    private static final double HALF_LIFE_MS = 7 * 24 * 3_600_000d;

    public String advertiserId = "";
    public String campaignId = "";

    /** By slot, from 1; what was shown further down counts for the last one. */
    public double[] shown = new double[SLOTS];

    /** By slot; 0 where the slot is not known. */
    public double[] clicked = new double[SLOTS + 1];

    public double conversions;
    public long atMs;
    public long toldScoreE4;
    public long toldAtMs;

    void show(int slot, long count, long nowMs) {
        forget(nowMs);
        shown[Math.max(1, Math.min(slot, SLOTS)) - 1] += count;
    }

    void click(int slot, long nowMs) {
        forget(nowMs);
        clicked[Math.min(slot, SLOTS)]++;
    }

    void convert(long nowMs) {
        forget(nowMs);
        conversions++;
    }

    /** Everything as it weighs now. */
    void forget(long nowMs) {
        if (nowMs <= atMs) {
            return;
        }
        double kept = atMs == 0 ? 1 : Math.pow(0.5, (nowMs - atMs) / HALF_LIFE_MS);
        atMs = nowMs;
        for (int i = 0; i < shown.length; i++) {
            shown[i] *= kept;
        }
        for (int i = 0; i < clicked.length; i++) {
            clicked[i] *= kept;
        }
        conversions *= kept;
    }

    double clicks() {
        double sum = 0;
        for (double some : clicked) {
            sum += some;
        }
        return sum;
    }

    double impressions() {
        double sum = 0;
        for (double some : shown) {
            sum += some;
        }
        return sum;
    }

    /** Impressions as if all had been in the first slot. */
    double exposure(double[] seen) {
        double sum = 0;
        for (int i = 0; i < shown.length; i++) {
            sum += shown[i] * seen[i];
        }
        return sum;
    }
}
