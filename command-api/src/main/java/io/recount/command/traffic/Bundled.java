package io.recount.command.traffic;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The lists that come with the service; their README stands beside them. */
final class Bundled {
    private Bundled() {}

    static InputStream open(String name) throws IOException {
        InputStream list = Bundled.class.getResourceAsStream("/traffic/" + name);
        if (list == null) {
            throw new FileNotFoundException("The bundled list " + name + " is missing");
        }
        return list;
    }
}
