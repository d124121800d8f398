package io.recount.worker.outbox;

/** Is told what became of the calls of one kind, in the transaction that stores it. */
public interface CallListener {
    CallKind kind();

    void ended(CallEnd end);
}
