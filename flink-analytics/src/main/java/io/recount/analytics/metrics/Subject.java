package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.Arm;

/**
 * What is measured.
 *
 * @param id of the ad or the campaign; of an arm the experiment's id
 * @param arm empty unless it is one
 * @param advertiserId with the campaign's id empty of an arm, which all advertisers share
 */
public record Subject(Kind kind, String id, String arm, String advertiserId, String campaignId) {
    /** The order is part of the state: append only. */
    public enum Kind {
        AD,
        CAMPAIGN,
        ARM
    }

    static Subject ad(AdEvent event) {
        return new Subject(Kind.AD, event.adId(), "", event.advertiserId(), event.campaignId());
    }

    static Subject arm(Arm arm) {
        return new Subject(Kind.ARM, arm.experimentId(), arm.arm(), "", "");
    }

    Subject campaign() {
        return new Subject(Kind.CAMPAIGN, campaignId, "", advertiserId, campaignId);
    }

    /** Text, because an enum's hash differs from process to process and keys must not. */
    String key() {
        return kind == Kind.ARM ? kind + "/" + id + "/" + arm : kind + "/" + id;
    }
}
