"""Calls and visits that an agent writes down himself: an arrival like any other, with its receipt at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.errors import ConflictError
from domain.ids import InboundId, TownId, TrackingCode
from domain.inbound import Arrival, Channel, Envelope
from flows import once
from flows.once import Write
from flows.receive import Received, receive
from flows.wiring import Installation
from flows.wording import say
from store import journal, tracking
from store.answered import Answered

SOON = timedelta(hours=12)
"""Until then an entry is the day's own work; what came earlier needs a reason, for the legal clock starts with the arrival."""
LONGEST_AGO = timedelta(days=5 * 365)
"""What is older is a slip of the pen."""
CREATED = 201
EntryChannel = Literal[Channel.PHONE, Channel.COUNTER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who called or came, as the agent wrote it; None where it was not said."""

    title: str | None = None
    name: str | None = None
    first_name: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an agent writes down. ``arrived_at`` None: now. ``reason`` says why it is entered later than `SOON`.

    ``source_id`` is what the agent's own program knows it by; the same entry, of that name, moment and words, is one
    arrival however often it comes.
    """

    channel: EntryChannel
    text: str
    agent: str
    person: Person = Person()
    heading: str | None = None
    place: str | None = None
    papers: tuple[str, ...] = ()
    arrived_at: datetime | None = None
    reason: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What is given to who called or came (récépissé)."""

    inbound_id: InboundId
    tracking: TrackingCode
    received_at: datetime


class BackdatedError(ConflictError):
    """The moment of arrival cannot be taken: in the future, or long ago without a reason."""


def enter(installation: Installation, town: TownId, entry: Entry, now: datetime, write: Write | None = None) -> Answered:
    """Keep an entry and return its receipt as it is answered; both durable. Raises BackdatedError, DifferentError, UnavailableError."""
    at = entry.arrived_at or now
    if at > now + timedelta(minutes=5):
        raise BackdatedError(say("The moment of arrival lies in the future. Check the date."))
    if now - at > LONGEST_AGO:
        raise BackdatedError(say("The moment of arrival lies years back. Check the year."))
    if now - at > SOON and not (entry.reason or "").strip():
        raise BackdatedError(say("It arrived more than 12 hours ago: say why it is entered only now."))
    zone = ZoneInfo(installation.towns.get(town).town.timezone)
    arrival = Arrival(
        raw=_document(entry, at.astimezone(zone), now),
        channel=entry.channel,
        town=town,
        mailbox=None,
        envelope=Envelope(client=entry.agent),
        received_at=at,
        source_id=entry.source_id,
    )

    def do() -> Answered:
        given: list[Answered] = []

        def then(session: Session, received: Sequence[Received]) -> None:
            [one] = received
            [code] = tracking.give(session, town, [one.inbound_id], now)
            answer: dict[str, object] = {"tracking": code, "received_at": at.astimezone(zone).isoformat(timespec="seconds")}
            given.append(Answered(fingerprint=write.fingerprint if write else "", status=CREATED, answer=answer))
            if entry.reason and one.is_new:
                details = {"arrived_at": at.isoformat(), "reason": entry.reason}
                journal.append(
                    session,
                    at=now,
                    town=town,
                    actor=entry.agent,
                    action="backdated_entry",
                    object=f"inbound:{one.inbound_id}",
                    details=details,
                )
            if write is not None:
                once.keep(session, write, CREATED, answer, now)

        receive(installation, (arrival,), then)
        return given[-1]

    return once.once(installation, write, do)


def _document(entry: Entry, at: datetime, now: datetime) -> bytes:
    """Return the original: a call note or a counter note as the reader of forms knows it (docs/api.md)."""
    is_call = entry.channel is Channel.PHONE
    person = entry.person
    document = {
        "canal": "telephone" if is_call else "accueil",
        "type": "note_appel" if is_call else "note_guichet",
        "id": entry.source_id,
        "date": at.isoformat(timespec="seconds"),
        # Two who write down the same have seen two people; a program that tries again says so by its own name for it.
        "saisi_le": None if entry.source_id else now.isoformat(timespec="microseconds"),
        "agent": entry.agent,
        "motif_saisie_tardive": entry.reason,
        "usager": {
            "civilite": person.title,
            "nom": person.name,
            "prenom": person.first_name,
            "organisation": person.organisation,
            "courriel": person.email,
            "telephone": person.phone,
            "adresse": person.address,
        },
        "objet": entry.heading,
        "lieu": entry.place,
        "pieces": list(entry.papers),
        "note": entry.text,
    }
    return json.dumps(_said(document), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _said(value: object) -> object:
    """Return a document without what was not said."""
    match value:
        case dict():
            kept = {key: _said(part) for key, part in value.items()}
            return {key: part for key, part in kept.items() if part not in (None, {}, [])}
        case _:
            return value
