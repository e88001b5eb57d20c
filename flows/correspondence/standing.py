"""The letters about a request that went, or are to go, out of the house: numbered, with how each stands (S15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from domain.ids import RequestId
from domain.machine import Fate
from store import deliveries, outbox
from store.deliveries import Delivery
from store.outbox import Held, LetterRecord, OutboxId


class Stage(StrEnum):
    """How a letter stands (état du courrier)."""

    PREPARED = "prepared"
    """Préparé: written, and here; ``held`` says what it waits for."""
    TO_SIGN = "to_sign"
    """À signer: somebody has to sign it, or nobody is named who does."""
    SENT = "sent"
    """Envoyé."""
    RETURNED = "returned"
    """Revenu (NPAI): its recipient did not get it."""
    WITHDRAWN = "withdrawn"
    """Retiré: what it told of was undone before it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLetter:
    """A letter to a requester or an authority. ``number`` counts those of its request from 1; ``at`` is when it left, else was written."""

    number: int
    id: OutboxId
    model: str
    version: int | None
    subject: str | None
    recipient: str
    by_post: bool
    stage: Stage
    held: Held | None
    at: datetime


def letters_of(session: Session, request: RequestId) -> tuple[StandingLetter, ...]:
    """Return the letters of a request in the order they were written; a letter keeps its number."""
    told = {one.letter: one for one in deliveries.of_request(session, request)}
    return tuple(_standing(number, one, told.get(one.id)) for number, one in enumerate(_outgoing(session, request), start=1))


def _outgoing(session: Session, request: RequestId) -> Iterator[LetterRecord]:
    return (one for one in outbox.of_request(session, request) if "occasion" in one.letter.payload)


def _standing(number: int, one: LetterRecord, told: Delivery | None) -> StandingLetter:
    payload = one.letter.payload
    version, subject = payload.get("version"), payload.get("subject")
    return StandingLetter(
        number=number,
        id=one.id,
        model=str(payload.get("name") or payload.get("model") or ""),
        version=version if isinstance(version, int) else None,
        subject=subject if isinstance(subject, str) else None,
        recipient=one.letter.recipient,
        by_post=payload.get("way") == "post",
        stage=_stage(one, told),
        held=one.held_why,
        at=one.sent_at or one.created_at,
    )


def _stage(one: LetterRecord, told: Delivery | None) -> Stage:
    if told is not None and told.fate is Fate.FAILED:
        return Stage.RETURNED
    if one.state in {"sent", "withdrawn"}:
        return Stage(one.state)
    return Stage.TO_SIGN if one.held_why in {Held.SIGNATORY, Held.TO_SIGN} else Stage.PREPARED
