package io.recount.command;

import com.github.f4b6a3.tsid.TsidCreator;
import com.github.f4b6a3.ulid.UlidCreator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Mints ids. All are ordered by time; those of campaigns, ads and clicks begin with their
 * advertiser's id and a dash, so that any of them can be routed without a look-up.
 */
public final class Ids {
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z-]{1,64}");

    /** An experiment's id begins so: it belongs to no advertiser. */
    public static final String EXPERIMENT = "exp-";

    private static final Pattern EXPERIMENT_ID = Pattern.compile(EXPERIMENT + "[0-9a-z]{13}");

    private Ids() {}

    public static String newAdvertiserId() {
        return TsidCreator.getTsid256().toLowerCase();
    }

    /** Of a campaign or an ad. */
    public static String newId(String advertiserId) {
        return advertiserId + "-" + TsidCreator.getTsid256().toLowerCase();
    }

    public static String newClickId(String advertiserId) {
        return advertiserId
                + "-"
                + UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
    }

    public static String newExperimentId() {
        return EXPERIMENT + TsidCreator.getTsid256().toLowerCase();
    }

    public static boolean isExperimentId(String text) {
        return EXPERIMENT_ID.matcher(text).matches();
    }

    /** The advertiser that an id belongs to; the id itself when it has no such part. */
    public static String advertiserOf(String id) {
        int dash = id.indexOf('-');
        return dash < 0 ? id : id.substring(0, dash);
    }

    /** Whether it may be an advertiser's id: what cannot be one is not worth asking the log for. */
    public static boolean isAdvertiserId(String text) {
        return text.indexOf('-') < 0 && ID.matcher(text).matches();
    }

    /** Whether it may be the id of something that an advertiser owns. */
    public static boolean isOwnedId(String text) {
        return text.indexOf('-') > 0 && ID.matcher(text).matches();
    }
}
