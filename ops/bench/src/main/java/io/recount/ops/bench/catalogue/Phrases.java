package io.recount.ops.bench.catalogue;

import java.util.Random;

/**
 * What people ask for: phrases of one to three words, Korean and English, some of them asked far
 * more often than others.
 */
final class Phrases {
    private static final int WORDS = 30_000;
    private static final int PHRASES = 60_000;

    // Hangul syllables without a final consonant stand 28 apart.
    private static final char FIRST_SYLLABLE = '\uAC00';
    private static final int SYLLABLE_STEP = 28;
    private static final int SYLLABLES = 399;

    private static final String CONSONANTS = "bcdfghjklmnprstvwz";
    private static final String VOWELS = "aeiou";

    private final String[] phrases = new String[PHRASES];

    /** What advertisers choose: the popular ones are chosen by thousands. */
    private final Zipf chosen = new Zipf(PHRASES, 0.85, 0);

    /** What visitors ask: less of the head, since so much of what is asked is rare. */
    private final Zipf asked = new Zipf(PHRASES, 1, 600);

    Phrases(long seed) {
        Random random = new Random(seed);
        Zipf words = new Zipf(WORDS, 0.6, 50);
        for (int i = 0; i < PHRASES; i++) {
            StringBuilder phrase = new StringBuilder(word(words.next(random)));
            // Two words in half of the cases, three in a quarter.
            for (int more = random.nextInt(4); more > 0 && phrase.length() < 40; more -= 2) {
                phrase.append(' ').append(word(words.next(random)));
            }
            phrases[i] = phrase.toString();
        }
    }

    String chosen(Random random) {
        return phrases[chosen.next(random)];
    }

    String asked(Random random) {
        return phrases[asked.next(random)];
    }

    String anyWord(Random random) {
        return word(random.nextInt(WORDS));
    }

    private static String word(int rank) {
        return rank % 3 == 0 ? english(rank) : korean(rank);
    }

    private static String korean(int rank) {
        StringBuilder word = new StringBuilder();
        for (int rest = rank + SYLLABLES; rest > 0; rest /= SYLLABLES) {
            word.append((char) (FIRST_SYLLABLE + rest % SYLLABLES * SYLLABLE_STEP));
        }
        return word.toString();
    }

    private static String english(int rank) {
        StringBuilder word = new StringBuilder();
        int syllables = CONSONANTS.length() * VOWELS.length();
        for (int rest = rank + syllables * syllables; rest > 0; rest /= syllables) {
            word.append(CONSONANTS.charAt(rest % syllables / VOWELS.length()));
            word.append(VOWELS.charAt(rest % VOWELS.length()));
        }
        return word.toString();
    }
}
