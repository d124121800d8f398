package io.recount.analytics.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Redis hash with a version, as {@link io.recount.redis.CompareAndSet} writes it.
 *
 * @param versionNames the version's fields, most significant first
 * @param version their values
 * @param ttlMs life after this write, 0 for ever
 * @param fields the other fields: name, value, name, value …
 */
@SuppressWarnings("ArrayRecordComponent") // Not compared as a whole; arrays keep it slim.
public record VersionedHash(
        String key, String[] versionNames, long[] version, long ttlMs, String[] fields)
        implements StoreSink.Entry<VersionedHash> {

    @Override
    public String storeKey() {
        return key;
    }

    @Override
    public boolean isNewerThan(VersionedHash other) {
        return Arrays.compare(version, other.version) > 0;
    }

    @Override
    public int weightBytes() {
        return 256 + 2 * key.length() + 64 * (fields.length + version.length);
    }

    /** The script's arguments. */
    String[] arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(String.join(",", versionNames));
        arguments.add(Long.toString(ttlMs));
        for (int i = 0; i < version.length; i++) {
            arguments.add(versionNames[i]);
            arguments.add(Long.toString(version[i]));
        }
        arguments.addAll(Arrays.asList(fields));
        return arguments.toArray(String[]::new);
    }
}
