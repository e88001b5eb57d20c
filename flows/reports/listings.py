"""The requests that stand by name in the dashboard of a department: what is late, and what the law will soon decide."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.ids import DepartmentCode
from domain.timing import LEGAL_NEAR_DAYS
from figures.periods import told_day
from figures.words import Said
from flows import notice
from flows.figures import Reader
from flows.reports.page import Listing
from flows.town_views import TownView
from routing.calendar import calendar_of
from store import report_lists
from store.request_lines import RequestLine

_LISTED = 10
"""Requests of each list: the page of a week is one."""
_LATE = Said("En retard au {day}", "Late on {day}")
_NONE_LATE = Said("Rien n’est en retard.", "Nothing is late.")
_IMPLICIT = Said("Décisions implicites d’ici au {day}", "Implicit decisions up to {day}")
_NONE_IMPLICIT = Said("Aucune décision implicite n’est proche.", "No implicit decision is near.")
_HEADS = (Said("Demande", "Request"), Said("Objet", "Subject"), Said("Lieu", "Place"))
_TARGET = Said("Date limite", "Target day")
_LEGAL = Said("Décision le", "Decision on")
_CONFIDENTIAL = Said("Demande confidentielle", "Confidential request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listings:
    """The lists of a town for a reader at a moment."""

    view: TownView
    reader: Reader
    language: str
    now: datetime

    def of(self, session: Session, department: DepartmentCode | None) -> tuple[Listing, ...]:
        """Return the lists of a department; none without one."""
        if department is None:
            return ()
        calendar = calendar_of(self.view.town)
        today = calendar.local(self.now).date()
        near = today + timedelta(days=LEGAL_NEAR_DAYS)
        late, late_lines = report_lists.late(session, self.view.town.id, department, self.now, _LISTED)
        implicit, implicit_lines = report_lists.implicit(session, self.view.town.id, department, near, _LISTED)
        targets = [(one, None if one.dates.complete_by is None else calendar.local(one.dates.complete_by).date()) for one in late_lines]
        return (
            Listing(
                heading=_LATE.filled(self.language, day=told_day(today, self.language)),
                head=tuple(one.told(self.language) for one in (*_HEADS, _TARGET)),
                rows=tuple(self._row(one, day) for one, day in targets),
                count=late,
                empty=_NONE_LATE.told(self.language),
            ),
            Listing(
                heading=_IMPLICIT.filled(self.language, day=told_day(near, self.language)),
                head=tuple(one.told(self.language) for one in (*_HEADS, _LEGAL)),
                rows=tuple(self._row(one, one.dates.legal_on) for one in implicit_lines),
                count=implicit,
                empty=_NONE_IMPLICIT.told(self.language),
            ),
        )

    def _row(self, one: RequestLine, day: date | None) -> tuple[str, ...]:
        """Return a request: its number alone where it is not for everybody who may read this page."""
        on = "" if day is None else told_day(day, self.language)
        number = "–" if one.number is None else str(one.number)
        if not self._reads(one):
            is_secret = one.confidentiality > Confidentiality.NORMAL
            return (number, _CONFIDENTIAL.told(self.language) if is_secret else "–", "", on)
        return (number, notice.subject_label(self.view.ruleset, one.subject) or one.heading, one.place or "", on)

    def _reads(self, one: RequestLine) -> bool:
        return one.department in self.reader.own or (self.reader.is_reading and one.confidentiality <= self.reader.level)
