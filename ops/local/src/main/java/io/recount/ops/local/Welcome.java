package io.recount.ops.local;

/** What {@code up} says when all is ready: where to look and what to try. */
final class Welcome {
    private Welcome() {}

    static String text(Settings settings) {
        return """

        Ready.
          Dashboard         %1$s/
          API, commands     %2$s/swagger-ui.html
          API, queries      %1$s/swagger-ui.html
          Flink             %3$s/
          Keys              X-Api-Key: local-operator, local-publisher, local-auditor
          Logs              %4$s/NAME.log

        Try, in another terminal:
          ops/recount demo               the whole flow, each request and answer
          ops/recount status             what runs, how fast, how far behind
          ops/recount logs -f traffic    what a component says
          curl -s -H 'X-Api-Key: local-operator' %1$s/v1/campaigns

        Ctrl-C or ops/recount down stops everything; the data stays.
        """
                .formatted(
                        settings.queryApi(),
                        settings.commandApi(),
                        settings.flink(),
                        settings.logs());
    }
}
