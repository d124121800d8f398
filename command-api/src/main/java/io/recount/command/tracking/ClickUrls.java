package io.recount.command.tracking;

/** The landing page's URL as the visitor gets it. */
final class ClickUrls {
    private ClickUrls() {}

    /** Adds {@code rcid}; the URL's own query and fragment stay as they are, to the letter. */
    static String withClickId(String url, String clickId) {
        int hash = url.indexOf('#');
        String page = hash < 0 ? url : url.substring(0, hash);
        String fragment = hash < 0 ? "" : url.substring(hash);
        String joint;
        if (page.indexOf('?') < 0) {
            joint = "?";
        } else {
            joint = page.endsWith("?") || page.endsWith("&") ? "" : "&";
        }
        return page + joint + "rcid=" + clickId + fragment;
    }
}
