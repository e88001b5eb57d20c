"""What comes back of the town's letters: reports of mail systems, automatic answers, the letters themselves.

Nothing here writes a letter: what a machine sends is never answered. A report marks its letter; only one that bears the seal of the
letter's token, so that it had the letter, may say that the address is at fault. Anybody can write the rest, and knows our addresses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.draft import Draft
from domain.errors import NotFoundError
from domain.ids import InboundId, TownId
from domain.machine import DeliveryReport, Fate, Fault, RecipientReport, Sort, fault_of
from flows.settings import Settings
from ingest.email import letter_token
from store import deliveries, history, journal, outbox
from store.deliveries import Delivery
from store.drafts import DraftRecord
from store.history import HistoryLine
from store.inbounds import InboundRecord
from store.outbox import LetterRecord, OutboxId

ACTOR = "system"
"""Who did it, in history and journal."""
OWN_LETTER, WANTED = "own_letter", "wanted"
"""Reasons of arrivals: set aside because it is our own letter; taken up again because a person wants it."""
_REPORTED_WITHIN = timedelta(days=6)
"""Mail systems give up after four or five days (RFC 5321, 4.5.4.1)."""
_WORST_FIRST = (Fate.FAILED, Fate.DELAYED, Fate.RELAYED, Fate.EXPANDED, Fate.DELIVERED)
_UNDELIVERED = frozenset({Fate.FAILED, Fate.DELAYED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a letter. ``is_of_address``: of the address itself, not of one it hands its letters on to."""

    fate: Fate
    fault: Fault | None
    status: str | None
    is_proven: bool
    is_of_address: bool
    inbound: InboundId | None


def is_own(settings: Settings, draft: Draft) -> bool:
    """Tell whether a message is one of our own letters come back: handed on by a server, or sent to a mailbox of ours."""
    return draft.source_id is not None and letter_token.proven(_key(settings), (draft.source_id,)) is not None


def take_note(settings: Settings, session: Session, record: DraftRecord, arrival: InboundRecord, now: datetime) -> None:
    """Mark the letter that a machine mail speaks of, if it speaks of one, and say so on its request."""
    draft = record.draft
    if draft.report is not None and draft.witness is not None and draft.witness.sort is not Sort.RECEIPT:
        found = _reported(settings, session, record.town, draft.report, arrival)
        if found is not None:
            letter, is_proven = found
            tell(session, letter, _told(draft.report, letter, arrival.id, is_proven=is_proven), now)
        return
    _note_answer(settings, session, record, arrival, now)


def tell(session: Session, letter: LetterRecord, told: Told, now: datetime) -> None:
    """Keep what is told of a letter, flag its address where it is proven, and write both down. Told again, it changes nothing."""
    before = deliveries.find(session, letter.id)
    if before is not None and not _says_more(told, before):
        return
    request, recipient, town = letter.letter.request, letter.letter.recipient, letter.letter.town
    delivery = Delivery(
        letter=letter.id,
        town=town,
        request=request,
        recipient=recipient,
        fate=told.fate,
        fault=told.fault,
        status=told.status,
        is_proven=told.is_proven,
        at=now,
        inbound=told.inbound,
    )
    deliveries.keep(session, delivery)
    _write_down(session, letter, f"letter_{told.fate}", _facts(letter, told), now)
    if not (told.is_proven and told.is_of_address):
        return
    if told.fault is None:
        deliveries.clear(session, town, recipient)
        return
    was_struck = before is not None and before.is_proven and before.fate in _UNDELIVERED
    is_permanent = told.fate is Fate.FAILED and (told.status or "").startswith("5")
    if (is_permanent or not was_struck) and deliveries.strike(session, town, recipient.lower(), told.fault, told.status, now):
        _write_down(session, letter, "address_flagged", {"letter": letter.id, "why": told.fault.value, "code": told.status or ""}, now)


def _says_more(told: Told, before: Delivery) -> bool:
    """Whether this is to be believed over what was told before: proof over none, an end over a delay."""
    if told.is_proven != before.is_proven:
        return told.is_proven
    return told.fate is not before.fate and before.fate is not Fate.FAILED


def _reported(
    settings: Settings, session: Session, town: TownId, report: DeliveryReport, arrival: InboundRecord
) -> tuple[LetterRecord, bool] | None:
    """Return the letter a report speaks of and whether it had it: by the seal, else by the name of an old letter, else by its recipient."""
    named = (*report.letters, *((report.envelope_id,) if report.envelope_id else ()))
    sealed = letter_token.proven(_key(settings), named)
    if sealed is not None:
        letter = _find(session, sealed.town, sealed.letter)
        return None if letter is None else (letter, True)
    tokens = [token for name in named if (token := letter_token.read(_key(settings), name)) is not None]
    if any(token.is_sealed for token in tokens):
        return None  # sealed by somebody else: a forgery, or another installation's letter
    for token in tokens:
        letter = _find(session, town, token.letter) if token.town == town else None
        if letter is not None and letter.token is None and letter.state == "sent":
            return letter, False
    if tokens or report.letters:
        return None  # it returns something that is not ours
    until = arrival.inbound.received_at
    addresses = [one.address for one in report.recipients if one.address]
    latest = outbox.latest_to(session, town, addresses, since=until - _REPORTED_WITHIN, until=until) if addresses else None
    return None if latest is None else (latest, False)


def _find(session: Session, town: TownId, letter: int) -> LetterRecord | None:
    try:
        record = outbox.get(session, OutboxId(letter))
    except NotFoundError:
        return None
    return record if record.letter.town == town else None


def _told(report: DeliveryReport, letter: LetterRecord, inbound: InboundId, *, is_proven: bool) -> Told:
    recipient = letter.letter.recipient.lower()
    own = [one for one in report.recipients if one.address in {recipient, None}]
    said = _worst(own or report.recipients)
    return Told(
        fate=said.fate,
        fault=fault_of(said.status) if said.fate in _UNDELIVERED else None,
        status=said.status,
        is_proven=is_proven,
        is_of_address=bool(own) or not report.recipients,
        inbound=inbound,
    )


def _worst(recipients: Iterable[RecipientReport]) -> RecipientReport:
    nothing = RecipientReport(address=None, fate=Fate.FAILED)
    return min(recipients, key=lambda one: _WORST_FIRST.index(one.fate), default=nothing)


def _note_answer(settings: Settings, session: Session, record: DraftRecord, arrival: InboundRecord, now: datetime) -> None:
    """Say on the request that a machine answered the letter about it: a challenge wants a click, an absence another way."""
    draft = record.draft
    named = (*((draft.in_reply_to,) if draft.in_reply_to else ()), *draft.references, *(draft.report.letters if draft.report else ()))
    token = letter_token.proven(_key(settings), named)
    letter = None if token is None else _find(session, token.town, token.letter)
    if letter is None or draft.witness is None or letter.letter.request is None:
        return
    facts: dict[str, object] = {"letter": letter.id, "sort": draft.witness.sort.value, "inbound": arrival.id}
    line = HistoryLine(at=now, actor=ACTOR, action="machine_answered", details=facts)
    history.append(session, letter.letter.town, letter.letter.request, line)


def _facts(letter: LetterRecord, told: Told) -> dict[str, object]:
    why = {} if told.fault is None else {"why": told.fault.value, "code": told.status or ""}
    return {"letter": letter.id, **why, "is_proven": told.is_proven, **({} if told.inbound is None else {"inbound": told.inbound})}


def _write_down(session: Session, letter: LetterRecord, action: str, facts: dict[str, object], now: datetime) -> None:
    town, request = letter.letter.town, letter.letter.request
    if request is not None:
        history.append(session, town, request, HistoryLine(at=now, actor=ACTOR, action=action, details=facts))
    journal.append(session, at=now, town=town, actor=ACTOR, action=action.replace("_", ".", 1), object=f"letter:{letter.id}", details=facts)


def _key(settings: Settings) -> bytes:
    return settings.secret_key.get_secret_value().encode()
