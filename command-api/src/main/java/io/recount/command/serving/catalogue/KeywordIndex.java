package io.recount.command.serving.catalogue;

import io.recount.command.serving.catalogue.Keyword.Match;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which slots a query is for. Each keyword hangs at one of its words, the one at which the fewest
 * hang, and is looked at when a query has that word: so a query looks at few keywords beside those
 * that match, however many there are of a frequent word.
 */
final class KeywordIndex {
    /** Words of a query that count. */
    private static final int QUERY_WORDS_MAX = 64;

    private final Map<String, Word> words = new ConcurrentHashMap<>();

    /** For the one thread that writes. */
    private final Map<Keyword, Posting> postings = new HashMap<>();

    private static final class Word {
        private static final Posting[] NONE = {};

        private volatile Posting[] hanging = NONE;

        void hang(Posting posting) {
            Posting[] more = Arrays.copyOf(hanging, hanging.length + 1);
            more[hanging.length] = posting;
            hanging = more;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared; walked for each query.
    private record Posting(Match match, boolean negative, Word[] words, Slots slots) {
        boolean matches(Word[] query, int length) {
            return switch (match) {
                case BROAD -> allStandIn(query, length);
                case PHRASE -> standsIn(query, length);
                case EXACT -> words.length == length && standsAt(query, 0);
            };
        }

        private boolean allStandIn(Word[] query, int length) {
            for (Word word : words) {
                int i = 0;
                while (i < length && query[i] != word) {
                    i++;
                }
                if (i == length) {
                    return false;
                }
            }
            return true;
        }

        private boolean standsIn(Word[] query, int length) {
            for (int start = 0; start + words.length <= length; start++) {
                if (standsAt(query, start)) {
                    return true;
                }
            }
            return false;
        }

        private boolean standsAt(Word[] query, int start) {
            for (int i = 0; i < words.length; i++) {
                if (query[start + i] != words[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param touched is told of slots that have to be shown
     */
    void add(Keyword keyword, int slot, Consumer<Slots> touched) {
        if (keyword.words().isEmpty()) {
            return;
        }
        Slots slots = postings.computeIfAbsent(keyword, this::hang).slots;
        if (slots.add(slot)) {
            touched.accept(slots);
        }
    }

    private Posting hang(Keyword keyword) {
        return hang(keyword, new Slots());
    }

    private Posting hang(Keyword keyword, Slots slots) {
        Word[] all =
                keyword.words().stream()
                        .map(text -> words.computeIfAbsent(text, t -> new Word()))
                        .toArray(Word[]::new);
        Posting posting = new Posting(keyword.match(), keyword.negative(), all, slots);
        Word least = all[0];
        for (Word word : all) {
            if (word.hanging.length < least.hanging.length) {
                least = word;
            }
        }
        least.hang(posting);
        return posting;
    }

    /**
     * @param asked takes the slots that the query is for
     * @param excluded takes the slots that it is not for, whatever else matches
     */
    void find(String query, RoaringBitmap asked, RoaringBitmap excluded) {
        List<String> texts = Words.of(query);
        int length = Math.min(texts.size(), QUERY_WORDS_MAX);
        Word[] known = new Word[length];
        for (int i = 0; i < length; i++) {
            known[i] = words.get(texts.get(i));
        }
        for (int i = 0; i < length; i++) {
            Word word = known[i];
            if (word == null || stoodBefore(known, i)) {
                continue;
            }
            for (Posting posting : word.hanging) {
                boolean whole = posting.match != Match.EXACT || texts.size() == length;
                if (whole && posting.matches(known, length)) {
                    posting.slots.addTo(posting.negative ? excluded : asked);
                }
            }
        }
    }

    private static boolean stoodBefore(Word[] query, int at) {
        for (int i = 0; i < at; i++) {
            if (query[i] == query[at]) {
                return true;
            }
        }
        return false;
    }

    /** The same by new slots, without keywords that nobody has any more. */
    KeywordIndex moved(int[] newSlots) {
        KeywordIndex moved = new KeywordIndex();
        postings.forEach(
                (keyword, posting) -> {
                    Slots slots = posting.slots.moved(newSlots);
                    if (slots != null) {
                        moved.postings.put(keyword, moved.hang(keyword, slots));
                    }
                });
        return moved;
    }
}
