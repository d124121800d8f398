package io.recount.command.serving.catalogue;

/** Is told of campaigns that match a request. */
@FunctionalInterface
public interface Matching {
    /**
     * One that matches.
     *
     * @param slot of the snapshot that tells: there the campaign is found
     * @param bidMicros the most that a click may cost
     * @param bestQualityE4 of its ads
     */
    void found(int slot, long bidMicros, long bestQualityE4);
}
