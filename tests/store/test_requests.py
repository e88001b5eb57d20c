import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

import pytest
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session

from domain.deadline import Clocks
from domain.decision import Reason
from domain.department import Confidentiality
from domain.draft import Flag, Requester
from domain.errors import CitoyenError, NotFoundError
from domain.ids import DepartmentCode, DraftId, RequestId, TownId, TrackingCode
from domain.place import NO_PLACE, Place, PlaceStatus
from domain.request import RequestNumber, Status
from domain.rights import Reach
from domain.timing import NOT_PRESSING, Dates, Timing
from store import gauges, history, requests, tracking
from store.engine import Database
from store.history import HistoryLine
from store.request_lines import CONCEALED, Cursor, RequestLine
from store.schema import RequestRow
from tests.store import samples
from tests.store.samples import NOW, VALOGNES, for_review, keep_draft, keep_town, new_request, routed

REIMS = TownId("reims")
TIMING = Timing(clocks=Clocks(legal=None, receipt=None, acknowledgement=None, taking=None, completion=None), target="5 jo")


class Page(Protocol):
    """A list, page by page."""

    def __call__(self, session: Session, town: TownId | None, /, *, after: Cursor | None, limit: int) -> tuple[RequestLine, ...]: ...


def _draft(database: Database, town: TownId = VALOGNES) -> DraftId:
    with database.write() as session:
        return keep_draft(session, town_id=town)[1]


def test_request_comes_back_with_all_that_is_known_of_it(served: Database) -> None:
    with served.write() as session:
        inbound_id, draft_id = keep_draft(session)
        request_id = requests.add(session, new_request(draft_id))
        line = HistoryLine(at=NOW, actor="routing", action="created", details={"rule": "R0-VOI"})
        history.append(session, VALOGNES, request_id, line)
    with served.read() as session:
        record = requests.get(session, request_id)
    assert record.decision == for_review()
    assert record.classification == samples.classification()
    assert (record.draft_id, record.draft) == (draft_id, samples.draft())
    assert (record.inbound_id, record.inbound) == (inbound_id, samples.inbound())
    assert (record.requester, record.place) == (samples.requester(), samples.place())
    assert (record.details, record.offset) == ("Un nid de poule.", 3)
    assert record.history == (line,)
    assert (record.line.number, record.line.status, record.line.version) == (None, Status.REVIEW, 1)
    assert (record.line.requester, record.line.place) == ("LEBRUN Sylvie", "22 Rue de Poterie")
    assert (record.line.reasons, record.line.flags, record.line.confidence) == ((Reason.TIE,), (Flag.DANGER,), 0.93)


def test_adding_the_same_part_again_gives_the_same_request(served: Database) -> None:
    draft_id = _draft(served)

    def add(_: int) -> RequestId:
        with served.write() as session:
            return requests.add(session, new_request(draft_id))

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(add, range(12)))) == 1


def test_tracking_code_has_no_sign_to_take_for_another(served: Database) -> None:
    draft_id = _draft(served)
    with served.write() as session:
        codes = {requests.get(session, requests.add(session, new_request(draft_id, part=part))).line.tracking for part in range(1, 51)}
    assert len(codes) == 50
    assert all(re.fullmatch(r"[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}", code) for code in codes)


def test_code_that_is_taken_is_drawn_again(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = _draft(served)
    drawn = iter(map(TrackingCode, ("AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB")))
    monkeypatch.setattr(tracking, "new_code", lambda: next(drawn))
    with served.write() as session:
        first, second = (requests.add(session, new_request(draft_id, part=part)) for part in (1, 2))
        assert requests.get(session, first).line.tracking == "AAAA-AAAA"
        assert requests.get(session, second).line.tracking == "BBBB-BBBB"


def test_running_out_of_codes_is_an_error(served: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = _draft(served)
    monkeypatch.setattr(tracking, "new_code", lambda: TrackingCode("AAAA-AAAA"))
    with pytest.raises(CitoyenError, match="No free tracking code"), served.write() as session:
        for part in (1, 2):
            requests.add(session, new_request(draft_id, part=part))


def test_numbers_have_no_gap_though_transactions_fail(served: Database) -> None:
    draft_id = _draft(served)
    with served.write() as session:
        ids = [requests.add(session, new_request(draft_id, part=part)) for part in range(1, 41)]

    def number(request_id: RequestId) -> None:
        try:
            with served.write() as session:
                requests.number(session, request_id, 2026)
                if request_id % 4 == 0:
                    raise InterruptedError
        except InterruptedError:
            with served.write() as session:
                requests.number(session, request_id, 2026)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(number, ids))
    with served.read() as session:
        assert sorted(session.scalars(select(RequestRow.counter))) == list(range(1, 41))  # type: ignore[type-var]  # none is None now
        assert requests.counts(session, VALOGNES) == {**dict.fromkeys(Status, 0), Status.OPEN: 40}


def test_each_town_and_year_counts_for_itself(served: Database) -> None:
    with served.write() as session:
        keep_town(session, REIMS)
    ours, theirs = _draft(served), _draft(served, REIMS)
    with served.write() as session:
        ids = [requests.add(session, new_request(ours, part=part)) for part in (1, 2, 3)]
        other = requests.add(session, new_request(theirs, town_id=REIMS))
        assert [str(requests.number(session, request_id, year)) for request_id, year in zip(ids, (2026, 2026, 2027), strict=True)] == [
            "2026/0001",
            "2026/0002",
            "2027/0001",
        ]
        assert requests.number(session, other, 2026) == RequestNumber(year=2026, counter=1)


def test_request_keeps_its_number(served: Database) -> None:
    draft_id = _draft(served)
    with served.write() as session:
        request_id = requests.add(session, new_request(draft_id, decision=routed()))
        first = requests.number(session, request_id, 2026)
        assert requests.number(session, request_id, 2027) == first
    with served.read() as session:
        line = requests.get(session, request_id).line
    assert (line.number, line.status, line.version, line.reasons) == (first, Status.OPEN, 2, ())


def test_request_is_found_however_its_reference_is_typed(served: Database) -> None:
    draft_id = _draft(served)
    with served.write() as session:
        request_id = requests.add(session, new_request(draft_id))
        requests.number(session, request_id, 2026)
        code = requests.get(session, request_id).line.tracking
    with served.read() as session:
        for reference in ("2026/1", " 2026 / 0001 ", code, code.lower().replace("-", " ")):
            assert requests.find_by_reference(session, VALOGNES, reference) == request_id
        for reference in ("2026/2", "", "2026", "2026/99999999999", "\x00", "222-222", "2222-2222"):
            assert requests.find_by_reference(session, VALOGNES, reference) is None
        assert requests.find_by_reference(session, REIMS, code) is None


def test_unknown_request_is_not_found(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(NotFoundError):
            requests.get(session, RequestId(1))
        with pytest.raises(NotFoundError):
            requests.number(session, RequestId(1), 2026)


def test_line_shows_what_is_known_of_requester_and_place(served: Database) -> None:
    draft_id = _draft(served)

    def shown(part: int, who: Requester, place: Place) -> tuple[str | None, str | None]:
        decision = replace(for_review(), orientation=replace(samples.orientation(), place=place))
        with served.write() as session:
            new = replace(new_request(draft_id, part=part, decision=decision), requester=who)
            line = requests.get(session, requests.add(session, new)).line
        return line.requester, line.place

    assert shown(1, Requester(), NO_PLACE) == (None, None)
    assert shown(2, Requester(email="a@b.example"), Place(status=PlaceStatus.UNMATCHED, text="au pont")) == ("a@b.example", "au pont")
    assert shown(3, Requester(phone="+33199000000"), Place(status=PlaceStatus.LANDMARK, landmark="Gare")) == ("+33199000000", "Gare")


@pytest.fixture
def lists(served: Database) -> Database:
    """A database with 60 requests in two towns: in review of three priorities, and open; several received at one moment."""
    with served.write() as session:
        keep_town(session, REIMS)
    drafts = {town: _draft(served, town) for town in (VALOGNES, REIMS)}
    with served.write() as session:
        for part in range(1, 61):
            town = REIMS if part % 3 == 0 else VALOGNES
            new = new_request(drafts[town], part=part, decision=for_review(priority=part % 3 + 1), town_id=town)
            is_near = part % 7 in {0, 4}
            dates = Dates(
                pressing_on=(NOW + timedelta(days=part % 4)).date() if is_near else NOT_PRESSING,
                due_at=None if part % 5 == 0 else NOW + timedelta(hours=part * 3 % 8),
            )
            kept = replace(new, received_at=NOW - timedelta(hours=part * 7 % 10), timing=TIMING, dates=dates)
            request_id = requests.add(session, kept)
            if part % 2:
                requests.number(session, request_id, 2026)
    return served


@pytest.mark.parametrize("town", [VALOGNES, None])
def test_review_list_is_complete_page_by_page_danger_then_legal_clock_then_age(lists: Database, town: TownId | None) -> None:
    with lists.read() as session:
        whole = requests.review_page(session, town, after=None, limit=100)
        paged: list[RequestLine] = []
        after = None
        while page := requests.review_page(session, town, after=after, limit=7):
            paged += page
            after = Cursor.parse(str(page[-1].cursor))
    assert tuple(paged) == whole
    assert len(whole) == (20 if town else 30)
    assert all(line.status is Status.REVIEW for line in whole)
    assert list(whole) == sorted(whole, key=lambda line: (line.priority, line.dates.pressing_on, line.received_at, line.id))
    pressing = [line.dates.pressing_on < NOT_PRESSING for line in whole if line.priority == 2]
    assert pressing == sorted(pressing, reverse=True)
    assert 0 < sum(pressing) < len(pressing)


def _conceal(database: Database) -> set[int]:
    """Make each fourth request in review a social one, of another department each second time; return those."""
    with database.write() as session:
        ids = list(session.scalars(select(RequestRow.id).where(RequestRow.status == Status.REVIEW).order_by(RequestRow.id)))[::4]
        session.execute(update(RequestRow).where(RequestRow.id.in_(ids)).values(confidentiality=2))
        session.execute(update(RequestRow).where(RequestRow.id.in_(ids[::2])).values(department="CCAS"))
    return set(ids)


@pytest.mark.parametrize("town", [VALOGNES, None])
@pytest.mark.parametrize("own", [frozenset(), frozenset({(VALOGNES, DepartmentCode("CCAS"))})])
def test_what_is_not_the_readers_comes_behind_as_it_came_whatever_it_presses(
    lists: Database, town: TownId | None, own: frozenset[tuple[TownId, DepartmentCode]]
) -> None:
    """DOMAIN 6: number, date, name and state."""
    social, reach = _conceal(lists), Reach(level=Confidentiality.NORMAL, departments=own)

    def order() -> list[tuple[int, str]]:
        with lists.read() as session:
            whole = requests.review_page(session, town, after=None, limit=100, reach=reach)
            paged: list[RequestLine] = []
            after = None
            while page := requests.review_page(session, town, after=after, limit=7, reach=reach):
                paged += page
                after = Cursor.parse(str(page[-1].cursor))
        assert tuple(paged) == whole and len(whole) == (20 if town else 30)
        hidden = [line for line in whole if not reach.shows(line.town, line.department, line.confidentiality)]
        assert {line.id for line in hidden} <= social and len(hidden) == len({line.id for line in whole} & social) - (3 if own else 0)
        assert list(whole[-len(hidden) :]) == hidden == sorted(hidden, key=lambda line: (line.received_at, line.id))
        return [(line.id, str(line.cursor)) for line in hidden]

    before = order()
    with lists.write() as session:
        one = before[-1][0]
        session.execute(update(RequestRow).where(RequestRow.id == one).values(priority=1, pressing_on=NOW.date(), due_at=NOW))
    assert order() == before


def test_what_a_list_of_a_key_conceals_is_in_no_order_though_its_agent_may_read_it(lists: Database) -> None:
    social = _conceal(lists)
    head = Reach(level=None, departments=frozenset({(VALOGNES, DepartmentCode("CCAS"))}), is_all=False)
    with lists.read() as session:
        told = requests.review_page(session, None, after=None, limit=100, reach=head)
        concealed = requests.review_page(session, None, after=None, limit=100, reach=head, most=Confidentiality.NORMAL)
    assert {line.id for line in told} == {line.id for line in concealed} <= social
    assert {line.priority for line in concealed} == {CONCEALED} and CONCEALED not in {line.priority for line in told}


@pytest.mark.parametrize("town", [VALOGNES, None])
def test_what_waits_is_counted_by_priority_as_far_as_it_is_told(lists: Database, town: TownId | None) -> None:
    social, reach = _conceal(lists), Reach(level=Confidentiality.NORMAL)
    with lists.read() as session:
        page = requests.review_page(session, town, after=None, limit=100, reach=reach)
        counted = gauges.in_review(session, town, reach)
    assert counted == Counter(line.priority for line in page)
    assert counted[CONCEALED] == len({line.id for line in page} & social)


@pytest.mark.parametrize("town", [VALOGNES, None])
def test_due_list_is_complete_page_by_page_the_first_due_first(lists: Database, town: TownId | None) -> None:
    with lists.read() as session:
        whole = requests.due_page(session, town, after=None, limit=100)
        paged: list[RequestLine] = []
        after = None
        while page := requests.due_page(session, town, after=after, limit=7):
            paged += page
            after = Cursor.parse(str(page[-1].cursor))
    assert tuple(paged) == whole
    assert len(whole) == (32 if town else 48)
    assert list(whole) == sorted(whole, key=lambda line: (line.dates.due_at, line.id))


@pytest.mark.parametrize("town", [VALOGNES, None])
def test_open_list_is_complete_page_by_page_the_new_first(lists: Database, town: TownId | None) -> None:
    with lists.read() as session:
        whole = requests.open_page(session, town, after=None, limit=100)
        paged: list[RequestLine] = []
        after = None
        while page := requests.open_page(session, town, after=after, limit=7):
            paged += page
            after = page[-1].cursor
    assert tuple(paged) == whole
    assert len(whole) == (20 if town else 30)
    assert all(line.number for line in whole)
    assert list(whole) == sorted(whole, key=lambda line: (line.received_at, line.id), reverse=True)


@pytest.mark.parametrize("written", ["", "1", "1.2", "a.b.c", "1.2.3.4", f"1.{10**30}.3"])
def test_place_in_a_list_that_nobody_gave_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        Cursor.parse(written)


def _fill(session: Session, count: int) -> None:
    """Copy the one request there is many times over, half of them open."""
    first = session.scalars(select(RequestRow)).one()
    row = {column.key: getattr(first, column.key) for column in RequestRow.__table__.columns}
    each = ({**row, "id": first.id + number, "part": 1 + number, "tracking": str(number)} for number in range(1, count))
    rows = [{**copy, "received_at": NOW + timedelta(seconds=copy["id"]), "status": ("review", "open")[copy["id"] % 2]} for copy in each]
    rows = [{**copy, "due_at": copy["received_at"] if copy["id"] % 3 else None} for copy in rows]
    session.execute(insert(RequestRow), rows)
    session.execute(text("ANALYZE"))


def _plan(session: Session, read: Callable[[], object]) -> str:
    """Return how the database carries out the one statement of a function."""
    said: list[tuple[str, object]] = []
    connection = session.connection()

    def listen(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        said.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", listen)
    read()
    event.remove(connection, "before_cursor_execute", listen)
    ((statement, parameters),) = said
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)  # type: ignore[arg-type]  # what the driver was given
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize("town", [VALOGNES, None])
def test_the_queue_of_a_reader_is_read_from_indexes_without_sorting(filled: Database, town: TownId | None) -> None:
    reach = Reach(level=Confidentiality.NORMAL, departments=frozenset({(VALOGNES, DepartmentCode("CCAS"))}))
    with filled.write() as session:
        _fill(session, 3000)
        session.execute(update(RequestRow).where(RequestRow.id % 4 == 0).values(confidentiality=2))
        session.execute(text("ANALYZE"))
    page = partial(requests.review_page, town=town, limit=25, reach=reach)
    with filled.read() as session:
        first, hidden = (page(session, after=after)[0] for after in (None, Cursor(priority=CONCEALED, received_at=NOW, id=RequestId(0))))
        for after, index in ((None, "pressing"), (first.cursor, "pressing"), (hidden.cursor, "concealable")):
            plan = _plan(session, partial(page, session, after=after)).lower()
            assert re.search(rf"ix_requests_\w*{index}", plan), plan
            assert "sort" not in plan and "temp b-tree" not in plan, plan


@pytest.mark.parametrize("town", [VALOGNES, None])
@pytest.mark.parametrize("page", [requests.review_page, requests.open_page, requests.due_page])
def test_page_is_read_from_an_index_without_sorting(filled: Database, town: TownId | None, page: Page) -> None:
    with filled.write() as session:
        _fill(session, 3000)
    with filled.read() as session:
        line = page(session, town, after=None, limit=1)[0]
        for after in (None, line.cursor):
            plan = _plan(session, partial(page, session, town, after=after, limit=25)).lower()
            assert re.search(r"ix_requests_\w*(pressing|received_at|open|due)", plan), plan
            assert "sort" not in plan and "temp b-tree" not in plan, plan


def test_list_leaves_evidence_and_text_where_they_are(filled: Database) -> None:
    with filled.read() as session:
        said: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *given: said.append(given[2]))
        (line,) = requests.review_page(session, VALOGNES, after=None, limit=10)
        assert not any("trace" in statement or "details" in statement for statement in said)
        assert requests.get(session, line.id).classification == samples.classification()
