"""Reports that everybody may see near the place somebody has just given in a form: perhaps it is one of them, and he follows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request as HttpRequest

from domain.draft import Draft, Kind
from domain.form import FieldKind, FormDefinition, Target
from domain.inbound import Channel
from domain.place import Point
from flows.open311.services import Offer
from flows.open311.shown import Shown
from flows.portal.reports import family, near
from flows.portal_settings import portal_of
from flows.town_views import TownView
from ingest.form.values import read_value
from routing.calendar import moment
from store.forms import Published
from web.desk import desk_of
from web.form_map import TownMap
from web.report_book import book_of

_LONGEST = 2_000
_NO_PLACE = frozenset({FieldKind.PLACE, FieldKind.POSITION})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What of a form tells where something is, and what it is."""

    point: Point | None
    street: str | None
    ticked: str | None
    text: str


def near_reports(
    http: HttpRequest, form: Published, view: TownView, town_map: TownMap, values: Mapping[str, Sequence[str]]
) -> tuple[Shown, ...]:
    """Return open reports near the place given, of the family of what the form is about; none unless the town shows its reports.

    ``values`` is what stands in the form. It is about its own subject, else about what the rules make of what was ticked and typed.
    """
    definition = form.definition
    if not any(one.kind in _NO_PLACE for one in definition.fields):
        return ()
    given = _given(definition, view, town_map, values)
    if given.point is None and given.street is None:
        return ()
    portal = portal_of(desk_of(http).installation, form.town)
    if not (portal.open and portal.map):
        return ()
    book, now = book_of(http), datetime.now(UTC)
    offer = book.offer(form.town)
    subjects = family(offer, definition.subject or _subject(view, offer, given, now))
    return near(book.sheet(form.town, now), given.point, given.street, subjects, now) if subjects else ()


def _given(definition: FormDefinition, view: TownView, town_map: TownMap, values: Mapping[str, Sequence[str]]) -> _Given:
    point: Point | None = None
    street: str | None = None
    ticked: list[str] = []
    words: list[str] = []
    for one in definition.fields:
        texts = [text.strip()[:_LONGEST] for text in values.get(one.name, ()) if text.strip()]
        if not texts:
            continue
        if one.kind is FieldKind.POSITION:
            point = read_value(one, ", ".join(text.replace(",", ".") for text in texts) if len(texts) > 1 else texts[0])[0].point
        elif one.kind is FieldKind.PLACE:
            found = view.classifier.find_addresses(texts[0])
            street = found[0].street if found else None
            point = point or (town_map.find(found[0].street, found[0].number) if found and found[0].number else None)
        elif one.target is Target.SUBJECT:
            ticked += [one.label_of(code, "fr") for code in texts]
        elif one.target in {Target.TEXT, Target.HEADING}:
            words += texts
    return _Given(point=point, street=street, ticked=ticked[0] if ticked else None, text="\n".join(words))


def _subject(view: TownView, offer: Offer, given: _Given, now: datetime) -> str | None:
    if given.ticked is None and not given.text:
        return None
    named = next((one.code for one in offer.services if given.ticked is not None and one.name.casefold() == given.ticked.casefold()), None)
    if named is not None:
        return named
    draft = Draft(channel=Channel.FORM, kind=Kind.REQUEST, text=given.text or given.ticked or "", hint=given.ticked)
    found = view.classifier.classify(draft, moment(view.town, now)).subjects
    return found[0].answer if found else None
