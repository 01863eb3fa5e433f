"""gunicorn's threaded worker, its threads staying a moment with the connection that they have just answered.

gunicorn hands a kept connection back to its main loop after each answer and through a queue to a thread for the next
request. A page asks for its next part within a millisecond or so: a thread that waits that long saves both ways, which
cost more than an answer given from memory.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

STAY_MILLISECONDS = 2  # a thread that waits keeps nobody else waiting for longer
MOST_IN_A_ROW = 64  # then others have their turn


class StayingWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded worker that answers the requests of one connection in a row where they follow at once."""

    def handle(self, conn: Any) -> Any:
        """Answer the request of a connection, and those that follow at once; tell whether to keep the connection."""
        kept = super().handle(conn)
        for _ in range(MOST_IN_A_ROW - 1):
            if kept is not True or conn.is_http2 or not self.alive or not _follows(conn):
                break
            kept = super().handle(conn)
        return kept


def _follows(conn: Any) -> bool:
    """Tell whether the next request of a connection is there, or comes within the time to stay."""
    if conn.parser.unreader.buf.getvalue():
        return True
    poll = select.poll()
    poll.register(conn.sock, select.POLLIN)
    return bool(poll.poll(STAY_MILLISECONDS))
