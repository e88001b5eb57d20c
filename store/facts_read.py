"""What facts are made of: requests with their history, decisions, letters, messages and waiting, many at a time."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from domain.confirmation import Choice
from domain.draft import Flag, RequesterKind
from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode, TownId
from domain.request import Status
from store.history import HistoryLine
from store.schema import (
    ConfirmationRow,
    DossierRow,
    FollowUpRow,
    HistoryRow,
    OutboxRow,
    RatingRow,
    RequestRow,
    RetractionRow,
    SuspensionRow,
    table_of,
)

Made = TypeVar("Made")
_R, _C, _O = table_of(RequestRow).c, table_of(ConfirmationRow).c, table_of(OutboxRow).c
_CHOICE = ("subject", "department", "street", "number", "sector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an agent decided, beside what was proposed. Those that were taken back are not among them."""

    at: datetime
    agent: str
    decided: Choice
    proposed: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A letter that left: its kind (`flows.notice`), and its model where it has one."""

    kind: str
    model: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All that facts of one request are made of. Moments are in UTC, what has an order is in that of time."""

    request: RequestId
    town: TownId
    status: Status
    is_numbered: bool
    is_merged: bool
    channel: str
    received_at: datetime
    created_at: datetime
    subject: SubjectCode
    department: DepartmentCode
    priority: int
    street: str | None
    sector: SectorName | None
    ruleset: int
    rule: str
    proposed_department: DepartmentCode
    is_routed: bool
    """Whether the rules sent it on themselves."""
    flags: frozenset[str]
    """Of `domain.draft.Flag`."""
    requester: RequesterKind | None
    taken_at: datetime | None
    taken_by: str | None
    planned_on: date | None
    closure: str | None
    closed_at: datetime | None
    complete_by: datetime | None
    legal_on: date | None
    acknowledge_on: date | None
    """The last day for an acknowledgement that was owed, left or not."""
    history: tuple[HistoryLine, ...]
    judged: tuple[Judged, ...]
    letters: tuple[Left, ...]
    added: tuple[tuple[str, datetime], ...]
    """Messages added to it: what each is to it (`domain.request.Addition`), and since when."""
    waited: tuple[tuple[datetime, datetime | None], ...]
    """Times for which its requester was waited for."""
    ratings: tuple[tuple[datetime, int], ...] = ()
    """How its requester rated answers: when the request was closed by each, and the stars."""

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can be named who asks."""
        return Flag.ANONYMOUS in self.flags


def sources(session: Session, requests: Sequence[RequestId]) -> tuple[Source, ...]:
    """Return what facts of some requests are made of, in no order; those that are gone are left out."""
    if not requests:
        return ()
    joined = table_of(RequestRow).outerjoin(table_of(DossierRow), table_of(DossierRow).c.id == _R.dossier_id)
    rows = session.execute(select(*_COLUMNS).select_from(joined).where(_R.id.in_(requests))).all()
    beside = _Beside(session, requests)
    return tuple(_source(row._asdict(), beside) for row in rows)


_COLUMNS = (
    *(_R.id, _R.town, _R.status, _R.year, _R.merged_into, _R.channel, _R.received_at, _R.created_at, _R.subject, _R.department),
    *(_R.priority, _R.street, _R.sector, _R.ruleset_number, _R.decision, _R.taken_at, _R.taken_by, _R.planned_on, _R.closure),
    *(_R.closed_at, _R.complete_by, _R.legal_on, _R.timing, table_of(DossierRow).c.kind.label("requester_kind")),
)


class _Beside:
    """What lies beside some requests, by the request."""

    def __init__(self, session: Session, requests: Sequence[RequestId]) -> None:
        self._session, self._requests = session, requests
        line, added, waited = (table_of(row).c for row in (HistoryRow, FollowUpRow, SuspensionRow))
        self.history = self._all(
            select(line.request_id, line.at, line.actor, line.action, line.details).order_by(line.id),
            lambda row: HistoryLine(at=row.at, actor=row.actor, action=row.action, details=row.details),
        )
        taken_back = select(RetractionRow.confirmation_id).where(RetractionRow.confirmation_id == _C.id).exists()
        names = (*_CHOICE, *(f"proposed_{name}" for name in _CHOICE))
        self.judged = self._all(
            select(_C.request_id, _C.at, _C.agent, *(_C[name] for name in names)).where(~taken_back).order_by(_C.rank),
            lambda row: Judged(at=row.at, agent=row.agent, decided=_choice(row, ""), proposed=_choice(row, "proposed_")),
        )
        self.letters = self._all(
            select(_O.request_id, _O.kind, _O.payload, _O.sent_at).where(_O.sent_at.is_not(None)).order_by(_O.sent_at, _O.id),
            lambda row: Left(kind=row.kind, model=str(row.payload.get("model") or ""), at=row.sent_at),
        )
        self.added = self._all(
            select(added.request_id, added.kind, added.at).order_by(added.at, added.draft_id), lambda row: (str(row.kind), row.at)
        )
        rated = table_of(RatingRow).c
        self.ratings = self._all(
            select(rated.request_id, rated.closed_at, rated.stars).order_by(rated.closed_at), lambda row: (row.closed_at, row.stars)
        )
        self.waited = self._all(
            select(waited.request_id, waited.since, waited.ended_at).order_by(waited.id), lambda row: (row.since, row.ended_at)
        )

    def _all(self, statement: Select[Any], make: Callable[[Any], Made]) -> Mapping[RequestId, tuple[Made, ...]]:
        found: defaultdict[RequestId, list[Made]] = defaultdict(list)
        of_request: ColumnElement[int] = statement.selected_columns.request_id
        for row in self._session.execute(statement.where(of_request.in_(self._requests))):
            found[RequestId(row.request_id)].append(make(row))
        return {request: tuple(ones) for request, ones in found.items()}


def _choice(row: Any, before: str) -> Choice:
    subject, department, street, number, sector = (getattr(row, before + name) for name in _CHOICE)
    return Choice(subject=subject, department=department, street=street, number=number, sector=sector)


def _source(row: Mapping[str, Any], beside: _Beside) -> Source:
    decision, timing, request = row["decision"], row["timing"], RequestId(row["id"])
    orientation = decision["orientation"]
    owed = None if timing is None else timing["clocks"]["acknowledgement"]
    return Source(
        request=request,
        town=TownId(row["town"]),
        status=Status(row["status"]),
        is_numbered=row["year"] is not None,
        is_merged=row["merged_into"] is not None,
        **{name: row[name] for name in _SAME},
        ruleset=row["ruleset_number"],
        rule=orientation["rule"],
        proposed_department=orientation["department"],
        # As `store.mapping` writes decisions: what waits for people says why. To read them whole takes ten times as long.
        is_routed="reasons" not in decision,
        flags=frozenset(orientation["flags"]),
        requester=None if row["requester_kind"] is None else RequesterKind(row["requester_kind"]),
        acknowledge_on=None if owed is None else date.fromisoformat(owed["on"]),
        history=beside.history.get(request, ()),
        judged=beside.judged.get(request, ()),
        letters=beside.letters.get(request, ()),
        added=beside.added.get(request, ()),
        waited=beside.waited.get(request, ()),
        ratings=beside.ratings.get(request, ()),
    )


_SAME = (
    *("channel", "received_at", "created_at", "subject", "department", "priority", "street", "sector", "taken_at", "taken_by"),
    *("planned_on", "closure", "closed_at", "complete_by", "legal_on"),
)
