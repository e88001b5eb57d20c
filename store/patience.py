"""How long a PostgreSQL server, or the way to it, may be silent: whoever waits longer is told so, and holds up nobody else meanwhile.

A machine that lost its power or its network says no good-bye. By default the system then waits a quarter of an hour for an answer, and
the server two hours before it lets go of what such a machine had locked.
"""

import time
from collections.abc import Collection, Generator
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen

Answer = TypeVar("Answer")

ANSWER_SECONDS = 120.0
"""For one statement: a lease, after which its work is another's. A server that stands still keeps its connections alive all the same."""

_OURS = {
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "application_name": "citoyen",
}
"""Both ends learn within 20 s that the other machine is gone."""
_THEIRS = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 3",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 15000",
    # Longer than it takes to let go of what a machine that is gone had locked.
    "SET lock_timeout = '30s'",
    # A process that is held up in a transaction must not hold up all others for ever.
    "SET idle_in_transaction_session_timeout = '120s'",
)


def wanted(given: Collection[str], seconds: int) -> dict[str, str]:
    """Return how to connect within so many seconds, but for what the address already says (``given``: names of its parameters)."""
    ours = _OURS | {"connect_timeout": str(seconds)}
    return {name: value for name, value in ours.items() if name not in given}


def connect(_dialect: object, _record: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> "Listener":  # Any: as SQLAlchemy asks
    """Connect, for SQLAlchemy's event of that name, and have the server be as patient as we are. Raises psycopg.OperationalError."""
    connection = Listener.connect(*arguments, **named)
    try:
        connection.autocommit = True
        connection.execute("; ".join(_THEIRS))
        connection.autocommit = False
    except psycopg.Error:
        connection.close()
        raise
    return connection


class Listener(psycopg.Connection[Any]):  # Any: a row is what SQLAlchemy makes of it
    """A connection that is given up when a statement has no answer for too long."""

    def wait(self, gen: PQGen[Answer], *arguments: Any, **named: Any) -> Answer:  # Any: handed through
        """Wait for an answer. Raises psycopg.OperationalError."""
        return super().wait(_bounded(gen, self.pgconn), *arguments, **named)


def _bounded(asking: PQGen[Answer], server: psycopg.pq.abc.PGconn) -> Generator[Any, Any, Answer]:
    """Pass a question on, and every look whether its answer is there; end it when there were enough of them."""
    deadline = time.monotonic() + ANSWER_SECONDS
    try:
        state = next(asking)
        while True:
            ready = yield state
            if not ready and time.monotonic() > deadline:
                # What would still come over this connection is the answer to something else.
                server.finish()
                raise psycopg.OperationalError(f"the server has given no answer for {ANSWER_SECONDS:.0f} s")
            state = asking.send(ready)
    except StopIteration as over:
        answer: Answer = over.value
        return answer
