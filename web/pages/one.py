"""One request: its source on the left, what was made of it on the right, its history below."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from sqlalchemy.orm import Session

from domain.draft import Draft, Flag
from domain.ids import DraftId
from domain.inbound import Channel
from store import drafts, inbounds
from store.history import HistoryLine
from store.requests import RequestRecord
from web import explained
from web.access import Concealed, RowId, looked_at
from web.desk import Desk, desk_of
from web.formats import percent
from web.labels import Labels
from web.source import bodies
from web.translations import Language
from web.visitor import Member, SignedInMember, show
from web.words import N2_

pages = APIRouter()
VIEWS = ("text", "mail", "plain")
DELAYS: Mapping[str, tuple[str, str]] = {
    "h": N2_("%(num)s hour", "%(num)s hours"),
    "jo": N2_("%(num)s working day", "%(num)s working days"),
    "j": N2_("%(num)s day", "%(num)s days"),
}
"""Units of the catalogue's delays."""
MACHINE_ACTORS = frozenset({"system", "routing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of the history in words."""

    at: datetime
    actor: str
    action: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFollowUp:
    """What the requester wrote again (relance de l'usager)."""

    at: datetime
    draft: Draft


@pages.get("/requests/{request_id}")
def request_page(http: HttpRequest, who: SignedInMember, request_id: RowId, view: str = "text") -> Response:
    """Show a request."""
    desk = desk_of(http)
    record = looked_at(desk, who, request_id, "page")
    with desk.installation.database.read() as session:
        if isinstance(record, Concealed):
            labels = desk.book.labels(session, record.town, record.ruleset_number)
            return show(http, who, "concealed.html", _concealed(desk, record, labels, who))
        labels = desk.book.labels(session, record.line.town, record.ruleset_number)
        follow_ups = tuple(_follow_ups(session, record))
    is_email = record.inbound.channel is Channel.EMAIL
    shown_view = view if view in VIEWS and (is_email or view == "text") else "text"
    values = {
        "view": shown_view,
        "plain": (bodies(desk, record)[0] or "") if shown_view == "plain" else "",
        "is_email": is_email,
        "follow_ups": follow_ups,
        **_request(desk, record, labels, who),
        **_decision(record, labels),
        "target": _target(record.decision.orientation.target, desk.languages[who.language]),
        **_source(desk, record, labels, who.language),
    }
    return show(http, who, "request.html", values)


def _concealed(desk: Desk, found: Concealed, labels: Labels, who: Member) -> Mapping[str, object]:
    town = desk.book.town(found.town)
    return {
        "request": found,
        "zone": town.timezone,
        "town_name": town.name if who.town is None else None,
        "department": labels.department(found.department),
    }


def _request(desk: Desk, record: RequestRecord, labels: Labels, who: Member) -> Mapping[str, object]:
    town = desk.book.town(record.line.town)
    return {
        "request": record.line,
        "record": record,
        "zone": town.timezone,
        "town_name": town.name if who.town is None else None,
        "heading": record.line.heading or labels.subject(record.line.subject),
        "requester": record.requester,
        "place": record.place,
    }


def _decision(record: RequestRecord, labels: Labels) -> Mapping[str, object]:
    orientation = record.decision.orientation
    reasons, alternatives = explained.reasons_and_alternatives(record, labels)
    held, failed = explained.rules(record, labels.rules)
    return {
        "orientation": orientation,
        "subject_label": labels.subject(record.line.subject),
        "subject": labels.subjects.get(record.line.subject),
        "department": labels.department(record.line.department),
        "copies": tuple(labels.department(code) for code in orientation.copies),
        # The level of confidentiality has a mark of its own.
        "flags": tuple(flag for flag in orientation.flags if flag is not Flag.CONFIDENTIAL or not orientation.confidentiality),
        "notices": orientation.notices,
        "reasons": reasons,
        "alternatives": alternatives,
        "candidates": explained.subjects(record, labels),
        "places": explained.places(record),
        "rules_held": held,
        "rules_failed": failed,
    }


def _source(desk: Desk, record: RequestRecord, labels: Labels, language: str) -> Mapping[str, object]:
    gettext = desk.languages[language].gettext
    titles = {"subject": gettext("Subject:"), "place": gettext("Place:"), "rule": gettext("Rule:")}
    return {
        "draft": record.draft,
        "remarks": record.draft.remarks,
        "mailbox": record.inbound.mailbox,
        "original_size": record.inbound.size,
        "heading_pieces": explained.heading_pieces(record, titles, labels),
        "text_pieces": explained.text_pieces(record, titles, labels),
        "is_part": bool(record.details) and len(record.details.strip()) < len(record.draft.text.strip()),
        "history": tuple(_line(line, desk.languages[language]) for line in record.history),
    }


def _follow_ups(session: Session, record: RequestRecord) -> Iterator[ShownFollowUp]:
    """Yield what was attached to a request, oldest first; it is never more confidential than the request itself."""
    for line in record.history:
        draft_id = line.details.get("draft")
        if isinstance(draft_id, int):
            kept = drafts.get(session, DraftId(draft_id))
            yield ShownFollowUp(at=inbounds.get(session, kept.inbound_id).inbound.received_at, draft=kept.draft)


def _line(line: HistoryLine, language: Language) -> ShownLine:
    actor = language.gettext("Citoyen (automatic)") if line.actor in MACHINE_ACTORS else line.actor
    return ShownLine(at=line.at, actor=actor, action=line.action, note=" · ".join(_notes(line.details, language)))


def _notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a person wants to know of an action's details, in words; ids of rows are not among it."""
    for key in ("number", "reference"):
        if key in details:
            yield str(details[key])
    if "follows" in details:
        yield " ".join((language.gettext("Possibly follows:"), str(details["follows"])))
    if "rule" in details:
        yield " ".join((language.gettext("Rule:"), str(details["rule"])))
    confidence = details.get("confidence")
    if isinstance(confidence, float | int):
        yield " ".join((language.gettext("Confidence:"), percent(confidence, language.locale)))


def _target(target: str, language: Language) -> str:
    """Return a delay of the catalogue (``4 h``, ``5 jo``, ``30 j``) in words; one written otherwise stays as it is."""
    number, _, unit = target.partition(" ")
    if not number.isdecimal() or unit not in DELAYS:
        return target
    return language.ngettext(*DELAYS[unit], int(number)) % {"num": number}
