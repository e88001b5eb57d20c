"""Random requests and random queries, and what a query means in plain Python: slow, and too simple to be wrong. All people are made up."""

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import InboundId, TownId
from domain.query import (
    ANY_OPEN,
    ANY_OVER,
    ME,
    Answer,
    Around,
    Between,
    Choice,
    Contact,
    Criterion,
    Group,
    Join,
    Lateness,
    Moment,
    OneOf,
    Phrase,
    Says,
    Way,
)
from domain.request import Closure, Status
from domain.rights import Reach
from flows.search import indexed_words, words_of
from letters.kinds import TELLING, ModelKey
from store import drafts, inbounds, outbox, requests
from store.outbox import Letter
from store.schema import DraftRow, InboundRow, OutboxRow, RequestRow
from tests.store.samples import draft, inbound, new_request

PARIS = ZoneInfo("Europe/Paris")
SUBJECTS = ("VOI-01", "VOI-02", "URB-05", "ECL-01", "VOIX-1", "V_I-01")
DEPARTMENTS = ("VOI", "URB", "ECL")
SECTORS = ("Centre-ville", "L’Orée", None)
STREETS = ("Rue de Poterie", "Place de l’Église", "Rue des Œillets", None)
NAMES = ("LEBRUN Sylvie", "Éléonore D’Œuvre-Çelik", "O'Neil %_\\", "<b>Zoë</b>", "Ольга Петрова", None)
TEXTS = ("Un nid de poule devant la mairie.", "Le lampadaire clignote la nuit.", "Des nids-de-poule et un arbre tombé", "")
LOGINS = ("axel", "rose", None)
MAILBOXES = ("mairie@breville.example", "voirie@breville.example", None)
SOMETIMES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What a request is, in plain values."""

    id: int
    town: TownId
    row: Mapping[str, Any]
    mailbox: str | None
    answered: tuple[datetime, ...]


def keep_requests(session: Session, town: TownId, many: int, dice: random.Random, now: datetime) -> None:
    """Write requests of all sorts."""
    for number in range(many):
        own, _ = inbounds.add(session, inbound(f"Message {number} {town}".encode(), town))
        mailbox = dice.choice(MAILBOXES)
        session.execute(update(InboundRow).where(InboundRow.id == own).values(mailbox=mailbox))
        keep_request(session, town, own, dice, now)


def keep_request(session: Session, town: TownId, own: InboundId, dice: random.Random, now: datetime) -> None:
    (draft_id,) = drafts.add(session, own, town, (draft(),), now)
    new = new_request(draft_id, town_id=town)
    name = dice.choice(NAMES)
    who = replace(
        new.requester,
        name=name,
        email=dice.choice(("s@mail.example", None)),
        phone=dice.choice(("+33639981204", None)),
        address=dice.choice(("3 rue de Poterie, 50700 Bréville", "", None)),
        organisation=dice.choice(("Association « L’Élan »", None)),
    )
    received = now - timedelta(seconds=dice.randrange(60 * 86_400))
    added = requests.add(session, replace(new, requester=who, received_at=received, details=dice.choice(TEXTS), heading=""))
    status = dice.choice(tuple(Status))
    street = dice.choice(STREETS)
    place = {"status": "street", "number": dice.choice(("12", "120", None)), "street": street, "text": dice.choice(("près du 7 bis", None))}
    is_numbered = status is not Status.REVIEW and (status is not Status.REJECTED or dice.random() < SOMETIMES)
    is_over = status.is_over
    values = {
        "status": status.value,
        "subject": dice.choice(SUBJECTS),
        "department": dice.choice(DEPARTMENTS),
        "sector": dice.choice(SECTORS),
        "street": street,
        "place": place,
        "priority": dice.randint(1, 4),
        "taken_by": dice.choice(LOGINS),
        "confidentiality": int(dice.choice((*[Confidentiality.NORMAL] * 3, *Confidentiality))),
        "year": 2026 if is_numbered else None,
        "counter": int(added) if is_numbered else None,
        "due_at": None if is_over else dice.choice((None, now - timedelta(hours=5), now + timedelta(days=dice.randint(0, 20)))),
        "closure": dice.choice(tuple(Closure)).value if is_over else None,
        "closed_at": received + timedelta(days=2) if is_over else None,
    }
    session.execute(update(RequestRow).where(RequestRow.id == added).values(values))
    for _ in range(dice.choice((0, 0, 1, 2))):
        model = dice.choice((ModelKey.CLOSED, ModelKey.MESSAGE, ModelKey.RECEIVED))
        kind = dice.choice(("letter", "letter", "receipt"))
        letter = Letter(town=town, request=added, kind=kind, recipient="s@mail.example", payload={"model": model.value})
        written = outbox.add(session, letter, now)
        sent = dice.choice((None, now - timedelta(days=dice.randint(0, 40))))
        session.execute(update(OutboxRow).where(OutboxRow.id == written).values(sent_at=sent))


def plain(session: Session) -> list[Plain]:
    """Return all requests as plain values."""
    mailboxes = {request: mailbox for request, mailbox in session.execute(_MAILBOXES)}
    sent = session.execute(select(OutboxRow.request_id, OutboxRow.kind, OutboxRow.payload, OutboxRow.sent_at)).all()
    found = []
    for row in session.scalars(select(RequestRow).order_by(RequestRow.id)):
        answered = tuple(
            at for request, kind, payload, at in sent if request == row.id and kind == "letter" and at and payload["model"] in set(TELLING)
        )
        values = {column.key: getattr(row, column.key) for column in RequestRow.__table__.columns}
        found.append(Plain(id=row.id, town=TownId(row.town), row=values, mailbox=mailboxes[row.id], answered=answered))
    return found


_MAILBOXES = (
    select(RequestRow.id, InboundRow.mailbox)
    .join(DraftRow, DraftRow.id == RequestRow.draft_id)
    .join(InboundRow, InboundRow.id == DraftRow.inbound_id)
)


def is_counted(one: Plain) -> bool:
    """Tell whether a request counts at all."""
    row = one.row
    return row["status"] != Status.REJECTED or row["counter"] is not None or row["merged_into"] is not None


def reads(reach: Reach, one: Plain) -> bool:
    """Tell whether somebody reads a request."""
    return reach.shows(one.town, one.row["department"], Confidentiality(one.row["confidentiality"]))


def holds(criterion: Criterion, one: Plain, now: datetime, me: str | None) -> bool:  # noqa: PLR0911 - a line for each kind
    """Tell whether a request fulfils a criterion."""
    match criterion:
        case Group(join=Join.ALL, parts=parts):
            return all(holds(part, one, now, me) for part in parts)
        case Group(join=Join.ANY, parts=parts):
            return any(holds(part, one, now, me) for part in parts)
        case Group(parts=parts):
            return not any(holds(part, one, now, me) for part in parts)
        case OneOf(of=choice, values=values):
            return any(is_one(choice, value, one, now, me) for value in values)
        case Says(of=phrase, text=text):
            return says(phrase, text, one)
        case Between(of=moment, first=first, last=last):
            return any(is_within(at, first, last) for at in moments(moment, one))
        case Around(of=moment, way=way, days=days):
            today = now.astimezone(PARIS).date()
            first, last = {
                Way.LAST: (today - timedelta(days=days - 1), today),
                Way.NEXT: (today, today + timedelta(days=days - 1)),
                Way.BEFORE: (None, today - timedelta(days=days + 1)),
            }[way]
            return any(is_within(at, first, last) for at in moments(moment, one))


def is_one(choice: Choice, value: str, one: Plain, now: datetime, me: str | None) -> bool:  # noqa: C901, PLR0911 - a line for each choice
    row = one.row
    match choice:
        case Choice.SUBJECT:
            return bool(row["subject"].startswith(value[:-1]) if value.endswith("-*") else row["subject"] == value)
        case Choice.STATE:
            status = Status(row["status"])
            return {ANY_OPEN: status.is_open, ANY_OVER: status.is_over}.get(value, status == value)
        case Choice.PRIORITY:
            return bool(row["priority"] == int(value))
        case Choice.AGENT:
            return bool(row["taken_by"] == (me if value == ME and me else value or None))
        case Choice.MAILBOX:
            return (one.mailbox or "").lower() == value.lower()
        case Choice.LATENESS:
            return (row["due_at"] is not None and row["due_at"] < now) == (value == Lateness.LATE)
        case Choice.ANSWER:
            return bool(one.answered) == (value == Answer.ANSWERED)
        case Choice.CONTACT:
            has = {field: bool(row["requester"].get(field)) for field in ("email", "phone", "address")}
            return not any(has.values()) if value == Contact.NONE else has[value]
        case _:
            return bool(row[choice.value] == (value or None))


def moments(moment: Moment, one: Plain) -> Sequence[datetime]:
    if moment is Moment.ANSWERED:
        return one.answered
    at = one.row[{Moment.RECEIVED: "received_at", Moment.DUE: "due_at", Moment.CLOSED: "closed_at"}[moment]]
    return () if at is None else (at,)


def is_within(at: datetime, first: date | None, last: date | None) -> bool:
    day = at.astimezone(PARIS).date()
    return (first is None or day >= first) and (last is None or day <= last)


def says(phrase: Phrase, text: str, one: Plain) -> bool:
    row = one.row
    if phrase is Phrase.WORDS:
        is_secret = row["confidentiality"] == Confidentiality.SOCIAL
        number = f"{row['year']}/{row['counter']:04d}" if row["year"] else ""
        who, place = row["requester"], row["place"]
        names = (who.get("name"), who.get("organisation"), *(place.get(part) for part in ("number", "street", "landmark", "text")))
        texts = (number, row["tracking"], row["heading"], *(name for name in names if name), row["details"])
        own = () if is_secret else indexed_words(tuple(part for part in texts if part))
        asked = words_of(text)
        return bool(asked) and all(
            any(form in own for form in word.forms) or (word.beginning is not None and any(mine.startswith(word.beginning) for mine in own))
            for word in asked
        )
    fields = ("name", "organisation") if phrase is Phrase.REQUESTER else ("number", "street", "landmark", "text")
    document = row["requester"] if phrase is Phrase.REQUESTER else row["place"]
    own_words = bare(" ".join(document.get(field) or "" for field in fields)).split()
    wanted = bare(text).split()
    return bool(wanted) and all(
        word in own_words if re.search(r"\d", word) else any(mine.startswith(word) for mine in own_words) for word in wanted
    )


def bare(text: str) -> str:
    """Return a text without accents, capitals of ours, and signs."""
    plain_text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not 0x300 <= ord(sign) <= 0x36F)
    plain_text = plain_text.replace("Œ", "oe").replace("œ", "oe")
    return "".join(sign.lower() if sign.isascii() and sign.isalnum() else sign if sign.isalnum() else " " for sign in plain_text)


def any_group(dice: random.Random, today: date, depth: int = 1) -> Group:
    """Return a query."""
    parts = tuple(
        any_group(dice, today, depth + 1) if depth < 4 and dice.random() < 0.3 else any_leaf(dice, today) for _ in range(dice.randint(1, 3))
    )
    return Group(join=dice.choice(tuple(Join)), parts=parts)


def any_leaf(dice: random.Random, today: date) -> Criterion:
    """Return a criterion."""
    what = dice.choice((*Choice, *Phrase, *Moment))
    if isinstance(what, Choice):
        known = VALUES[what]
        return OneOf(of=what, values=tuple(dice.sample(known, dice.randint(1, min(3, len(known))))))
    if isinstance(what, Phrase):
        return Says(of=what, text=dice.choice(PHRASES))
    if dice.random() < SOMETIMES:
        return Around(of=what, way=dice.choice(tuple(Way)), days=dice.randint(1, 45))
    first = today - timedelta(days=dice.randint(0, 60))
    ends = {"first": first, "last": first + timedelta(days=dice.randint(0, 30))}
    left = dice.choice((("first",), ("last",), ("first", "last")))
    return Between(of=what, **{name: ends[name] for name in left})


VALUES: Mapping[Choice, tuple[str, ...]] = {
    Choice.SUBJECT: ("VOI-*", "URB-05", "ECL-01", "V_I-*", "VOIX-1", "gone"),
    Choice.DEPARTMENT: (*DEPARTMENTS, "gone"),
    Choice.SECTOR: ("Centre-ville", "L’Orée", ""),
    Choice.STREET: ("Rue de Poterie", "Place de l’Église", ""),
    Choice.CHANNEL: ("email", "phone"),
    Choice.MAILBOX: ("Mairie@breville.example", "voirie@breville.example"),
    Choice.STATE: (ANY_OPEN, ANY_OVER, *(one.value for one in Status)),
    Choice.CLOSURE: tuple(one.value for one in Closure),
    Choice.PRIORITY: ("1", "2", "3", "4"),
    Choice.AGENT: ("axel", "rose", "", ME),
    Choice.LATENESS: tuple(one.value for one in Lateness),
    Choice.ANSWER: tuple(one.value for one in Answer),
    Choice.CONTACT: tuple(one.value for one in Contact),
}
PHRASES = (
    "lebrun", "Sylvie LEBRUN", "eleo", "d’oeuvre", "o'neil", "l%", "zoe b", "Ольга", "nid de poule", "lampadaire", "clign", "12",
    "12 poterie", "eglise", "œillets", "7 bis", "2026/0003", "élan", "n_d",
)  # fmt: skip
