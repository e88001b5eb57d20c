"""A year of a town's requests as open data: what everybody may have, and nothing of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.department import Confidentiality, Department
from domain.figures import Axis, Period
from domain.ids import TownId
from domain.ruleset import RuleSet, Subject
from figures.axis_words import ENUMERATED
from figures.open_data import OpenRequest, dictionary, discreet, written
from flows.deputies import find_department
from flows.wiring import Installation
from routing.calendar import Calendar, calendar_of
from store import journal, open_requests
from store.open_requests import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenData:
    """A year as files: the requests and what their columns hold. ``count``: how many requests."""

    name: str
    content: bytes
    dictionary_name: str
    dictionary: bytes
    count: int


def open_data(installation: Installation, town: TownId, period: Period, language: str, by: str, now: datetime) -> OpenData:
    """Return the requests received in a period as open data, and write down that they were taken out. Raises NotFoundError for no town."""
    view = installation.towns.get(town)
    calendar = calendar_of(view.town)
    since, until = calendar.after(period.first - timedelta(days=1)), calendar.after(period.last)
    hidden = tuple(one.code for one in view.ruleset.subjects if _is_confidential(view.ruleset, one))
    subjects = {one.code: one for one in view.ruleset.subjects}
    with installation.database.read() as session:
        found = discreet(
            _open(one, subjects.get(one.subject), calendar, language) for one in open_requests.opened(session, town, since, until, hidden)
        )
    with installation.database.write() as session:
        facts: dict[str, object] = {"first": period.first.isoformat(), "last": period.last.isoformat(), "count": len(found)}
        journal.append(session, at=now, town=town, actor=by, action="figures.open_data", object=f"town {town}", details=facts)
    name = f"demandes-{town}-{period.first.year}"
    return OpenData(
        name=f"{name}.csv",
        content=written(found),
        dictionary_name=f"{name}-dictionnaire.csv",
        dictionary=dictionary(language),
        count=len(found),
    )


def _is_confidential(ruleset: RuleSet, subject: Subject) -> bool:
    department: Department | None = find_department(ruleset, subject.department)
    level = Confidentiality.NORMAL if department is None else department.confidentiality
    return max(level, subject.confidentiality) > Confidentiality.NORMAL


def _open(one: Opened, subject: Subject | None, calendar: Calendar, language: str) -> OpenRequest:
    return OpenRequest(
        received_on=calendar.local(one.received_at).date(),
        channel=_word(Axis.CHANNEL, one.channel, language),
        nature="" if subject is None else _word(Axis.NATURE, subject.nature, language),
        theme="" if subject is None else subject.theme,
        subject_code=one.subject,
        subject="" if subject is None else subject.label,
        sector=one.sector,
        street=one.street,
        state=_word(Axis.STATE, one.status, language),
        closed_on=None if one.closed_at is None else calendar.local(one.closed_at).date(),
    )


def _word(axis: Axis, key: str, language: str) -> str:
    found = ENUMERATED[axis].get(key)
    return key if found is None else found.told(language)
