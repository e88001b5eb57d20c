"""What a list of reports, its map and its feed are narrowed by, as their addresses say it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from domain.ids import SubjectCode
from domain.request import Status
from flows.open311.services import Offer, shown_subjects
from flows.open311.shown import Shown, Stage
from flows.portal.publishing import OPEN
from flows.town_views import TownView
from store.open311 import After, Wanted

DAYS = (7, 30, 90, 365)
USUAL_DAYS = 90
STATES = ("open", "closed", "all")
_CLOSED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.REJECTED})
_STATUSES = {"open": OPEN, "closed": _CLOSED, "all": OPEN | _CLOSED}
_MOST_STREETS, _LONGEST = 8, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFilters:
    """What is asked for. ``streets`` None: no street was looked for; empty: none of that name is known."""

    subject: str = ""
    state: str = "open"
    sector: str = ""
    street: str = ""
    days: int = USUAL_DAYS
    streets: tuple[str, ...] | None = None

    def query(self, **more: str) -> str:
        """Return the filters as the query of an address, without those that are usual."""
        days = "" if self.days == USUAL_DAYS else str(self.days)
        state = "" if self.state == "open" else self.state
        told = {"subject": self.subject, "state": state, "sector": self.sector, "street": self.street, "days": days, **more}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Return whether anything is asked for but what is usual."""
        return bool(self.query())

    def takes(self, one: Shown, now: datetime) -> bool:
        """Return whether a report is among what is asked for."""
        is_state = self.state == "all" or (one.stage is Stage.CLOSED) == (self.state == "closed")
        is_place = (not self.sector or one.sector == self.sector) and (self.streets is None or one.street in self.streets)
        is_subject = not self.subject or one.code == self.subject
        return is_state and is_place and is_subject and one.requested_at >= now - timedelta(days=self.days)


def asked_filters(
    subject: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
    sector: Annotated[str, Query(max_length=120)] = "",
    street: Annotated[str, Query(max_length=_LONGEST)] = "",
    days: Annotated[str, Query(max_length=40)] = "",
) -> ReportFilters:
    """Return what an address asks for; what it cannot mean is as if it were not said."""
    wanted = int(days) if days in map(str, DAYS) else USUAL_DAYS
    return ReportFilters(
        subject=subject.strip(), state=state if state in STATES else "open", sector=sector.strip(), street=street.strip(), days=wanted
    )


def known(filters: ReportFilters, view: TownView, offer: Offer) -> ReportFilters:
    """Return filters with the streets that are meant, and without a subject or sector there is not."""
    codes = shown_subjects(offer.services)
    streets = streets_of(view, filters.street) if filters.street else None
    sector = filters.sector if filters.sector in sectors_of(view) else ""
    return replace(filters, subject=filters.subject if filters.subject in codes else "", sector=sector, streets=streets)


def sectors_of(view: TownView) -> tuple[str, ...]:
    """Return the names of a town's sectors."""
    return tuple(sorted({str(one.name) for one in view.classifier.places.sectors}))


def streets_of(view: TownView, text: str) -> tuple[str, ...]:
    """Return the streets that what was typed may name."""
    return tuple(dict.fromkeys(one.street for one in view.classifier.find_addresses(text)[:_MOST_STREETS] if one.street))


def wanted(filters: ReportFilters, offer: Offer, now: datetime, after: After | None, limit: int) -> Wanted:
    """Return what is asked of the database."""
    codes: frozenset[SubjectCode] = shown_subjects(offer.services)
    return Wanted(
        town=offer.town.id,
        subjects=codes & {SubjectCode(filters.subject)} if filters.subject else codes,
        # Who lists a subject, a street or a sector would learn of a request under a label what the label hides.
        is_by_subject=bool(filters.subject or filters.sector or filters.street),
        statuses=_STATUSES[filters.state],
        start=now - timedelta(days=filters.days),
        end=now,
        limit=limit,
        after=after,
        streets=filters.streets,
        sector=filters.sector or None,
        is_once=True,
    )


def subjects_of(offer: Offer) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the subjects whose reports everybody may see, code and name, by theme."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in offer.services:
        if one.is_listed:
            groups.setdefault(one.group, []).append((one.code, one.name))
    return tuple(groups.items())
