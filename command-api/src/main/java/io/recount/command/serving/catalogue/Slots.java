package io.recount.command.serving.catalogue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A set of slots that grows. One thread adds, others read without waiting: what they see is never
 * changed any more. Most keywords are of few campaigns, and a bitmap of one slot weighs as much as
 * an array of thirty.
 */
final class Slots {
    private static final int FEW = 32;
    private static final int[] NONE = {};

    /** {@code int[]} while they are few, then {@link RoaringBitmap}. */
    private volatile Object shown = NONE;

    /** Being added to, and shown by {@link #show}. */
    private @Nullable RoaringBitmap open;

    /**
     * A slot above all that are in it.
     *
     * @return true when {@link #show} has to be called before it is seen
     */
    boolean add(int slot) {
        if (open != null) {
            open.add(slot);
            return false;
        }
        if (shown instanceof int[] few) {
            if (few.length < FEW) {
                int[] more = Arrays.copyOf(few, few.length + 1);
                more[few.length] = slot;
                shown = more;
                return false;
            }
            open = RoaringBitmap.bitmapOf(few);
        } else {
            open = ((RoaringBitmap) shown).clone();
        }
        open.add(slot);
        return true;
    }

    void show() {
        if (open != null) {
            shown = open;
            open = null;
        }
    }

    void addTo(RoaringBitmap bitmap) {
        if (shown instanceof int[] few) {
            bitmap.add(few);
        } else {
            bitmap.or((RoaringBitmap) shown);
        }
    }

    /** Those of the candidates that are in it, as a bitmap of their own. */
    RoaringBitmap among(RoaringBitmap candidates) {
        if (shown instanceof int[] few) {
            RoaringBitmap both = RoaringBitmap.bitmapOf(few);
            both.and(candidates);
            return both;
        }
        return RoaringBitmap.and((RoaringBitmap) shown, candidates);
    }

    /**
     * The same campaigns by their new slots; null when none has one.
     *
     * @param newSlots by old slot, -1 for none, growing
     */
    @Nullable Slots moved(int[] newSlots) {
        int[] old = shown instanceof int[] few ? few : ((RoaringBitmap) shown).toArray();
        int kept = 0;
        int[] moved = new int[old.length];
        for (int slot : old) {
            if (newSlots[slot] >= 0) {
                moved[kept++] = newSlots[slot];
            }
        }
        if (kept == 0) {
            return null;
        }
        Slots slots = new Slots();
        int[] few = Arrays.copyOf(moved, kept);
        slots.shown = kept > FEW ? RoaringBitmap.bitmapOf(few) : few;
        return slots;
    }
}
