package io.recount.command.serving.gate;

/** What takes in messages that Redis pushes to every instance, on a channel of its own. */
public interface Pushed {
    String channel();

    void heard(String message);

    /** The connection begins anew: what was pushed meanwhile went by unheard. */
    void missed();
}
