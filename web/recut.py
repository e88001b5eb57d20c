"""What the desk offers for cutting and joining letters by hand, and how their history tells of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, ConflictError
from domain.request import Status
from flows.recut import find_letter
from flows.remake import Seen
from store import drafts, heaps, pages, siblings
from store.drafts import Lying
from store.request_lines import RequestLine
from store.requests import RequestRecord
from web.access import Eyes
from web.paper import MOST_SHEETS
from web.translations import Language, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A page where a new letter may begin: ``page`` counts from 1 in the file, ``place`` in the letter. ``is_proposed``: it seems so."""

    page: int
    place: int
    is_proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A letter beside this one that may be joined with it; ``is_before``: it lies in front, and its request stays."""

    request: RequestLine
    is_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecutView:
    """What can be done to a letter."""

    cuts: tuple[Cut, ...]
    neighbours: tuple[Neighbour, ...]


def recut_view(session: Session, record: RequestRecord, eyes: Eyes) -> RecutView | None:
    """Return what can be done to a request's letter by hand; None where there is nothing."""
    if record.draft.paper is None or record.line.status is not Status.REVIEW:
        # Most are no letters on paper: none of them is worth reading all that came of its message.
        return None
    try:
        letter = find_letter(session, Seen(request=record.line.id, version=record.line.version))
    except ConflictError:
        return None
    paper = letter.paper
    own = pages.written(session, record.inbound_id, paper.file, paper.pages)
    reports = heaps.find(session, record.inbound_id)
    proposed = {one.page for one in reports[paper.file].proposals} if paper.file < len(reports) else set()
    lying = [one for one in drafts.on_paper(session, record.inbound_id) if one.file == paper.file and not one.is_joined]
    view = RecutView(
        cuts=tuple(
            Cut(page=number + 1, place=place, is_proposed=number in proposed) for place, number in enumerate(own[1:MOST_SHEETS], start=2)
        ),
        neighbours=tuple(_neighbours(session, record, lying, eyes)),
    )
    return view if view.cuts or view.neighbours else None


def _neighbours(session: Session, record: RequestRecord, lying: Sequence[Lying], eyes: Eyes) -> Iterator[Neighbour]:
    became = {one.item: one.requests for one in siblings.of_arrival(session, record.inbound_id)}
    own = next(place for place, one in enumerate(lying) if one.draft == record.draft_id)
    for place in (own - 1, own + 1):
        if not 0 <= place < len(lying):
            continue
        beside = lying[place]
        own_lines = [line for line in became[beside.item] if line.merged_into is None]
        # Nobody joins what he may not read.
        is_free = all(one.status is Status.REVIEW and eyes.shows(one) for one in own_lines)
        if own_lines and is_free:
            yield Neighbour(request=own_lines[0], is_before=place < own)


def reason(error: CitoyenError, language: Language) -> str:
    """Return why something was not done, in the agent's language."""
    (words,) = error.args
    return said(words, language)


def notes(details: Mapping[str, object], language: Language) -> Iterator[str]:
    """Yield what a line of the history tells of a letter's pages."""
    if "cut_from" in details:
        yield " ".join((language.gettext("Cut off from the letter of:"), str(details["cut_from"])))
    match details.get("pages"):
        case {"before": None, "after": [first, last]}:
            yield " ".join((language.gettext("Pages of the file:"), _run(first, last)))
        case {"before": [first, last], "after": [new_first, new_last]}:
            yield " ".join((language.gettext("Pages of the file:"), f"{_run(first, last)} → {_run(new_first, new_last)}"))


def _run(first: object, last: object) -> str:
    return str(first) if first == last else f"{first}–{last}"
