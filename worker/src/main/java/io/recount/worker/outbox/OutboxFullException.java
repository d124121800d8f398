package io.recount.worker.outbox;

import org.springframework.dao.TransientDataAccessException;

/** So many calls wait that the inbox has to wait too: its batch is tried again later. */
class OutboxFullException extends TransientDataAccessException {
    private static final long serialVersionUID = 1L;

    OutboxFullException(long waiting) {
        super(waiting + " calls to command-api wait to be made");
    }
}
