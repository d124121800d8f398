package io.recount.http;

/** The API key in clear, as the caller sent it: for a handler that takes one. Keep it nowhere. */
public record PresentedKey(String text) {
    @Override
    public String toString() {
        return "PresentedKey[…]";
    }
}
