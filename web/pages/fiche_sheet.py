"""A request printed: the fiche of the town hall, field by field (S19 to S33); what its page and its PDF show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.call import Call, CallBackState
from domain.place import Place
from flows.call_voices import unanswered_of
from flows.deadline_words import delay_in_words
from flows.printing.letters import logo_name
from flows.printing.pdf import render
from store import call_backs, logos, requests
from store.requests import RequestRecord
from web.access import Eyes
from web.desk import Desk
from web.due import completion_in_words
from web.hushed import hushed
from web.pages.one import history_lines, letters_of, names_of
from web.paper import is_parted

PAPER = "fiche_paper.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place of a request as it is printed: in the town's words, else in the requester's."""

    official: str | None
    written: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCalls:
    """The calls a request came of, which are its details: of one number, in their order. ``state`` None: an answered call."""

    number: str | None
    name: str | None
    state: CallBackState | None
    calls: tuple[Call, ...]


def values_of(desk: Desk, record: RequestRecord, eyes: Eyes | None, code: str) -> Mapping[str, object]:
    """Return what the fiche shows to a reader; ``eyes`` None: to who runs the installation. ``code`` is the language."""
    language = desk.languages[code]
    with desk.installation.database.read() as session:
        record = record if eyes is None else hushed(session, record, eyes)
        labels = desk.book.labels(session, record.line.town, record.ruleset_number)
        letters = tuple(letters_of(session, record))
        main = _main(session, record, eyes)
        parted = eyes is not None and is_parted(session, record, eyes)
        names = names_of(session, record)
        calls = _calls(session, record, ZoneInfo(desk.book.town(record.line.town).timezone))
        logo = logos.find_mark(session, record.line.town)
    town = desk.book.town(record.line.town)
    return {
        "request": record.line,
        "situation": record.line.situation,
        "taken_by": names.get(str(record.line.situation.taken_by), record.line.situation.taken_by),
        "record": record,
        "requester": record.requester,
        "town": town,
        "logo": logo,
        "logo_source": f"/towns/{town.id}/logo?v={logo}",
        "calls": calls,
        "zone": town.timezone,
        "department": labels.department(record.line.department),
        "authority": None if record.line.situation.authority is None else labels.department(record.line.situation.authority),
        "copies": tuple(labels.department(code) for code in record.decision.orientation.copies),
        "heading": record.line.heading or labels.subject(record.line.subject),
        "subject": labels.subject(record.line.subject),
        "where": _where(record.place),
        "target": delay_in_words(record.decision.orientation.target, language.code),
        "complete_by": completion_in_words(record, language),
        "main": main,
        "letters": letters,
        "history": history_lines(record, names, language),
        # Nobody knows whose they are where a part of the message is not the reader's.
        "attachments": () if parted else tuple(one.filename for one in record.draft.attachments if one.filename),
    }


def pdf_of(desk: Desk, record: RequestRecord, eyes: Eyes | None, code: str, now: datetime) -> bytes:
    """Return the fiche as PDF. Raises UnprintableError, UnavailableError."""
    values = values_of(desk, record, eyes, code)
    with desk.installation.database.read() as session:
        logo = logos.find(session, record.line.town)
    town = desk.book.town(record.line.town)
    files = {} if logo is None else {logo_name(logo): logo.content}
    own = {
        "logo_source": next(iter(files), ""),
        "language_code": code,
        "printed_on": now.astimezone(ZoneInfo(town.timezone)).date().isoformat(),
        "footer": f"{town.name} – {record.line.number or record.line.tracking}",
    }
    return render(desk.page(code, PAPER, **{**values, **own}), files)


def _calls(session: Session, record: RequestRecord, zone: ZoneInfo) -> PrintedCalls | None:
    """Return the calls a request came of, as the log tells them by now; None for what no switchboard logged."""
    draft = record.draft
    if draft.call is not None:
        return PrintedCalls(number=draft.call.outside, name=draft.call.name, state=None, calls=(draft.call,))
    if draft.call_back is None:
        return None
    found = call_backs.of_arrival(session, record.inbound_id)
    kept = () if found is None else unanswered_of(session, (found,), {found.town: zone}).get(found, ())
    calls = tuple(one.call for one in kept) or draft.call_back.calls
    return PrintedCalls(
        number=draft.call_back.number,
        name=next((one.name for one in reversed(calls) if one.name), None),
        state=draft.call_back.state if found is None else found.standing.state,
        calls=calls,
    )


def _where(place: Place) -> Where:
    street = place.street or place.landmark
    official = None if street is None else " ".join(part for part in (place.number, street) if part)
    is_same = official is not None and place.text is not None and place.text.casefold() == official.casefold()
    return Where(official=official, written=None if is_same else place.text)


def _main(session: Session, record: RequestRecord, eyes: Eyes | None) -> str | None:
    """Return what the request it is a part of is called; of one that is not the reader's its number alone, if it is there for him."""
    if record.line.merged_into is None:
        return None
    line = requests.get(session, record.line.merged_into).line
    if eyes is None or eyes.shows(line):
        return str(line.number or line.tracking)
    return str(line.number) if line.number is not None and eyes.knows(line) else None
