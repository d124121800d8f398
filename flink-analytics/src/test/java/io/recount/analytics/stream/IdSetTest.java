package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdSetTest {
    @Property(tries = 200)
    void holdsWhatWasPutInAndNothingElse(
            @ForAll @Size(max = 300) List<Long> hashes, @ForAll long other) {
        // given
        long[] ids = IdSet.empty();
        Set<Long> expected = new HashSet<>();
        // when
        for (long hash : hashes) {
            assertThat(IdSet.contains(ids, hash)).isEqualTo(expected.contains(hash));
            if (expected.add(hash)) {
                ids = IdSet.with(ids, hash);
            }
        }
        // then
        for (long hash : hashes) {
            assertThat(IdSet.contains(ids, hash)).isTrue();
        }
        assertThat(IdSet.contains(ids, other)).isEqualTo(expected.contains(other));
    }

    @Test
    void zeroIsAnIdLikeAnyOther() {
        // given
        long[] without = IdSet.empty();
        // when
        long[] with = IdSet.with(IdSet.empty(), 0);
        // then
        assertThat(IdSet.contains(without, 0)).isFalse();
        assertThat(IdSet.contains(with, 0)).isTrue();
    }
}
