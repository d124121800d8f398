package io.recount.command.serving.catalogue;

import com.github.benmanes.caffeine.cache.Interner;
import java.util.BitSet;
import java.util.Collection;

/**
 * Hours of the week in the advertiser's zone, 0 is Monday 00:00. None named means all. Equal ones
 * are the same object: most campaigns share a few, which then stay in the processor's caches.
 */
public final class Hours {
    public static final int OF_WEEK = 168;

    static final Hours ALL = new Hours(new BitSet());

    private static final Interner<Hours> KNOWN = Interner.newWeakInterner();

    private final BitSet named;

    private Hours(BitSet named) {
        this.named = named;
    }

    static Hours of(Collection<Integer> hours) {
        if (hours.isEmpty()) {
            return ALL;
        }
        BitSet named = new BitSet(OF_WEEK);
        hours.forEach(named::set);
        return KNOWN.intern(new Hours(named));
    }

    public boolean areAll() {
        return named.isEmpty();
    }

    public boolean allow(int hourOfWeek) {
        return areAll() || named.get(hourOfWeek);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hours hours && hours.named.equals(named);
    }

    @Override
    public int hashCode() {
        return named.hashCode();
    }

    @Override
    public String toString() {
        return named.isEmpty() ? "all" : named.toString();
    }
}
