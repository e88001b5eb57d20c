"""Requests that may be of one fact are found by index, few and near (issue 7, point 5)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, event, text, update
from sqlalchemy.orm import Session

from domain.ids import DraftId, RequestId, SubjectCode, TownId
from domain.request import Status
from store import follow_ups, likely_same, requests
from store.engine import Database
from store.likely_same import EARLIER, LATER, Wanted
from store.schema import RequestRow
from tests.store.samples import NOW, VALOGNES, keep_draft, keep_town, new_request, place, routed

ELSEWHERE = TownId("breville")
NEXT = timedelta(hours=1)


def keep(session: Session, number: int, *, at: datetime = NOW, town: TownId = VALOGNES, **columns: object) -> RequestId:
    """Write a request of a message of its own; columns are set as they are given."""
    _, draft = keep_draft(session, f"message {number}".encode(), town)
    request = requests.add(session, replace(new_request(draft, decision=routed(), town_id=town), received_at=at))
    if columns:
        session.execute(update(RequestRow).where(RequestRow.id == request).values(columns))
    return request


def wanted(request: RequestId, **values: object) -> Wanted:
    asked = Wanted(
        town=VALOGNES,
        request=request,
        draft_id=DraftId(0),
        received_at=NOW,
        subject=SubjectCode("VOI-01"),
        streets=(place().street or "",),
        dossiers=(),
    )
    return replace(asked, **values)  # type: ignore[arg-type]  # fields by name


def found(session: Session, asked: Wanted) -> list[RequestId]:
    return [one.request for one in likely_same.near(session, asked)]


def test_the_same_street_or_subject_is_found_and_no_other_town(served: Database) -> None:
    with served.write() as session:
        keep_town(session, ELSEWHERE)
        own = keep(session, 1)
        street = keep(session, 2, subject="ECL-01", at=NOW - NEXT)
        subject = keep(session, 3, street="Rue Carnot", at=NOW + NEXT)
        keep(session, 4, street="Rue Carnot", subject="ECL-01")
        keep(session, 5, town=ELSEWHERE)
        assert found(session, wanted(own)) == [street, subject]
        assert found(session, wanted(own, streets=())) == [subject]


def test_what_is_over_long_ago_merged_or_of_the_same_message_is_not_found(served: Database) -> None:
    with served.write() as session:
        own = keep(session, 1)
        merged, rejected, old, closed, far = (keep(session, number, at=NOW - NEXT) for number in range(2, 7))
        follow_ups.merge(session, merged, own)
        for request, values in (
            (rejected, {"status": Status.REJECTED}),
            (old, {"status": Status.CLOSED, "closed_at": NOW - timedelta(days=91)}),
            (closed, {"status": Status.CLOSED, "closed_at": NOW - timedelta(days=89)}),
            (far, {"received_at": NOW - timedelta(days=401)}),
        ):
            session.execute(update(RequestRow).where(RequestRow.id == request).values(values))
        assert found(session, wanted(own)) == [closed]
        assert found(session, wanted(own, draft_id=requests.get(session, closed).draft_id)) == []


def test_so_many_are_looked_at_and_no_more_the_nearest_first(served: Database) -> None:
    with served.write() as session:
        own = keep(session, 0)
        before = [keep(session, number, at=NOW - number * NEXT) for number in range(1, EARLIER + 6)]
        after = [keep(session, 1000 + number, at=NOW + number * NEXT) for number in range(1, LATER + 6)]
        assert found(session, wanted(own)) == sorted((*before[: EARLIER - 1], *after[:LATER]))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_search_reads_an_index_from_one_place_on(served: Database) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        asked.append((statement, parameters))

    with served.write() as session:
        own = keep(session, 1)
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        likely_same.near(session, wanted(own, dossiers=(1,)))
        event.remove(engine, "before_cursor_execute", note)
        plans = ["\n".join(str(row) for row in plan(session.connection(), *one)) for one in asked]
    blocks = [one for one in plans if "ix_requests_" in one]
    assert [sum(name in one for one in blocks) for name in ("_town_street ", "_town_subject ", "_dossier ")] == [2, 2, 2]
    assert not any("SCAN" in one or "TEMP B-TREE" in one for one in blocks)


def plan(connection: Connection, statement: str, parameters: object) -> list[object]:
    return list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))  # type: ignore[arg-type]  # as they were given


def test_an_index_for_each_way_is_there(served: Database) -> None:
    with served.read() as session:
        name = session.get_bind().dialect.name
        known = "SELECT name FROM sqlite_master WHERE type = 'index'" if name == "sqlite" else "SELECT indexname FROM pg_indexes"
        there = set(session.scalars(text(known)))
    assert {"ix_requests_town_street", "ix_requests_town_subject", "ix_inclusions_main", "ix_follow_ups_town_at"} <= there
