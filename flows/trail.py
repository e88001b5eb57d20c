"""What the work in hand is about: its job, the arrival everything began with, its letter. Logs tell it: ids, never people."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from domain.ids import InboundId
from domain.inbound import Channel, Inbound


@dataclass(slots=True, kw_only=True)
class Trail:
    """One job's trail, filled in as the job finds out: not frozen, for nobody else sees it before the job is over."""

    town: str
    job: int
    kind: str
    arrival: int | None = None
    """The number by which one message is followed from its arrival to its letters."""
    letter: int | None = None
    channel: str | None = None
    acknowledged_at: datetime | None = None
    """When the message was taken in by us; None where only another server, or who handed it in, knows."""
    seconds: float = 0.0
    """Its slow part took."""

    def words(self) -> Mapping[str, str | int]:
        """Return what is known, by the words of the log."""
        told: dict[str, str | int | None] = {
            "town": self.town,
            "job": self.job,
            "kind": self.kind,
            "arrival": self.arrival,
            "letter": self.letter,
        }
        return {name: value for name, value in told.items() if value is not None}


_CURRENT: ContextVar[Trail | None] = ContextVar("trail", default=None)


def current() -> Trail | None:
    """Return the trail of what this thread has in hand."""
    return _CURRENT.get()


@contextmanager
def following(trail: Trail) -> Iterator[Trail]:
    """Follow a trail while the block runs."""
    token = _CURRENT.set(trail)
    try:
        yield trail
    finally:
        _CURRENT.reset(token)


def note_arrival(arrival: InboundId, inbound: Inbound) -> None:
    """Say which arrival the work in hand is about."""
    trail = _CURRENT.get()
    if trail is None:
        return
    # A mail that was collected was received by another server; of paper, calls and visits somebody says when they came.
    is_sent_here = inbound.channel in {Channel.FORM, Channel.PORTAL}
    is_ours = is_sent_here or (inbound.channel is Channel.EMAIL and inbound.envelope.client is not None)
    trail.arrival, trail.channel = arrival, inbound.channel
    trail.acknowledged_at = inbound.received_at if is_ours else None
