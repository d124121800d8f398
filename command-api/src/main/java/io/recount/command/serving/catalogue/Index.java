package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueExperiment;
import io.recount.event.Targeting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/**
 * The campaigns by what requests ask for, written by one thread and read by all without waiting.
 *
 * <p>A slot is given once: what changes gets a new one, and its old one dies. So the sets of slots
 * by keyword, country and so on only grow, and readers may share them: a snapshot has the bitmap of
 * the slots that lived when it was made, and sees nothing that came or went since. Dead slots are
 * left behind now and then by {@link #compacted}.
 */
final class Index {
    private static final int SLOTS_FIRST = 1_024;

    private final KeywordIndex keywords;
    private final ValueIndex categories;
    private final ValueIndex countries;
    private final ValueIndex devices;

    private Indexed[] slots;
    private Facts facts;
    private int used;
    private final RoaringBitmap live = new RoaringBitmap();
    private final RoaringBitmap serving = new RoaringBitmap();
    private final List<Slots> touched = new ArrayList<>();

    Index() {
        this(
                new KeywordIndex(),
                new ValueIndex(),
                new ValueIndex(),
                new ValueIndex(),
                new Indexed[SLOTS_FIRST]);
    }

    private Index(
            KeywordIndex keywords,
            ValueIndex categories,
            ValueIndex countries,
            ValueIndex devices,
            Indexed[] slots) {
        this.keywords = keywords;
        this.categories = categories;
        this.countries = countries;
        this.devices = devices;
        this.slots = slots;
        this.facts = new Facts(slots.length);
    }

    void add(Indexed campaign, Targeting targeting) {
        int slot = take(campaign);
        targeting.getKeywords().stream()
                .map(Keyword::of)
                .distinct()
                .forEach(keyword -> keywords.add(keyword, slot, touched::add));
        categories.add(targeting.getCategories(), slot, touched::add);
        countries.add(targeting.getCountries(), slot, touched::add);
        devices.add(targeting.getDevices(), slot, touched::add);
    }

    private int take(Indexed campaign) {
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, 2 * used);
            facts = facts.copy(2 * used);
        }
        int slot = used++;
        slots[slot] = campaign;
        facts.put(slot, campaign);
        campaign.slot = slot;
        live.add(slot);
        if (campaign.serves()) {
            serving.add(slot);
        }
        return slot;
    }

    void remove(Indexed campaign) {
        live.remove(campaign.slot);
        serving.remove(campaign.slot);
    }

    /** Others in the same slots, asked for by the same. */
    void replace(Map<Indexed, Indexed> others) {
        slots = slots.clone();
        facts = facts.copy(slots.length);
        others.forEach(
                (old, young) -> {
                    young.slot = old.slot;
                    slots[old.slot] = young;
                    facts.put(old.slot, young);
                });
    }

    int size() {
        return live.getCardinality();
    }

    /** What was added and removed up to here. */
    Snapshot snapshot(long version, List<CatalogueExperiment> experiments) {
        touched.forEach(Slots::show);
        touched.clear();
        return new IndexSnapshot(
                version,
                List.copyOf(experiments),
                new IndexSnapshot.Postings(keywords, categories, countries, devices),
                slots,
                facts,
                live.clone(),
                serving.clone());
    }

    int dead() {
        return used - size();
    }

    /**
     * The living ones in slots from 0, in the same order. This one is not to be written any more.
     */
    Index compacted() {
        int[] newSlots = new int[used];
        Arrays.fill(newSlots, -1);
        int next = 0;
        for (int slot : live.toArray()) {
            newSlots[slot] = next++;
        }
        touched.forEach(Slots::show);
        Index compacted =
                new Index(
                        keywords.moved(newSlots),
                        categories.moved(newSlots),
                        countries.moved(newSlots),
                        devices.moved(newSlots),
                        new Indexed[Math.max(SLOTS_FIRST, next + next / 2)]);
        for (int slot : live.toArray()) {
            compacted.take(slots[slot]);
        }
        return compacted;
    }
}
