package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.catalogue.AtHand;
import io.recount.command.serving.catalogue.ServingCampaign;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeptTest {
    private static final AtHand.Place<Kept.Cell<String>> PLACE = new AtHand.Place<>();

    private final ServingCampaign campaign = SomeCampaign.ofDay(1_000).build();
    private final Kept<String> kept = new Kept<>();

    @Test
    void aCampaignSeesWhatIsPutUnderItsIdLater() {
        assertThat(ofCampaign(kept)).isNull();

        put(kept, "one");
        assertThat(ofCampaign(kept)).isEqualTo("one");
        put(kept, "two");
        assertThat(ofCampaign(kept)).isEqualTo("two");
    }

    @Test
    void whatDoesNotGiveWayStays() {
        put(kept, "one");

        kept.put(campaign.campaignId(), "two", one -> false);

        assertThat(ofCampaign(kept)).isEqualTo("one");
    }

    @Test
    void whatWasRemovedIsGoneFromTheCampaignTooUntilItComesBack() {
        put(kept, "one");
        assertThat(ofCampaign(kept)).isEqualTo("one");

        kept.removeIf((id, value) -> true);
        assertThat(ofCampaign(kept)).isNull();
        assertThat(kept.size()).isZero();

        put(kept, "back");
        assertThat(ofCampaign(kept)).isEqualTo("back");
    }

    @Test
    void twoWhoKeepSomethingOfOneCampaignDoNotMix() {
        Kept<String> other = new Kept<>();
        put(kept, "mine");
        put(other, "theirs");

        assertThat(ofCampaign(kept)).isEqualTo("mine");
        assertThat(ofCampaign(other)).isEqualTo("theirs");
        assertThat(ofCampaign(kept)).isEqualTo("mine");
        other.removeIf((id, value) -> true);
        assertThat(ofCampaign(other)).isNull();
    }

    private void put(Kept<String> to, String value) {
        to.put(campaign.campaignId(), value, old -> true);
    }

    private @Nullable String ofCampaign(Kept<String> of) {
        return of.of(campaign.campaignId(), campaign, PLACE);
    }
}
