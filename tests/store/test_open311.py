"""The public list on both databases: what is in it, in which order, and that a page costs the same at any depth."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session

from domain.ids import RequestId, SubjectCode, TownId
from domain.request import RequestNumber, Status
from store import history, open311
from store.engine import Database
from store.history import HistoryLine
from store.open311 import After, Wanted
from store.schema import RequestRow
from tests.store.samples import NOW, VALOGNES, keep_town

PUBLIC = frozenset({Status.OPEN, Status.CLOSED})
SUBJECT = SubjectCode("VOI-01")


def wanted(**changes: object) -> Wanted:
    all_of_them = Wanted(
        town=VALOGNES, subjects={SUBJECT}, statuses=PUBLIC, start=NOW - timedelta(days=1), end=NOW + timedelta(days=90), limit=1000
    )
    return replace(all_of_them, **changes)  # type: ignore[arg-type]  # fields by name


def fill(session: Session, count: int, **values: object) -> Sequence[RequestId]:
    """Write so many open requests, a minute apart, beside the one that is there; return their ids, the oldest first."""
    kept = session.scalars(select(RequestRow)).first()
    assert kept is not None
    copy = {column.name: getattr(kept, column.name) for column in RequestRow.__table__.columns}
    first = kept.id + 1
    rows = [
        {
            **copy,
            "id": first + place,
            "part": first + place,
            "tracking": f"T{first + place:07d}",
            "year": 2026,
            "counter": first + place,
            "status": "open",
            "subject": SUBJECT,
            "received_at": NOW + timedelta(minutes=place),
            **values,
        }
        for place in range(count)
    ]
    session.execute(insert(RequestRow), rows)
    session.execute(text("ANALYZE"))
    return [RequestId(first + place) for place in range(count)]


def test_only_what_everybody_may_see_is_listed_the_newest_first(filled: Database) -> None:
    with filled.write() as session:
        ids = fill(session, 8)
        changes: list[dict[str, object]] = [
            {"confidentiality": 1},
            {"status": "review"},
            {"merged_into": ids[7]},
            {"subject": "SOC-01"},
            {"status": "closed"},
        ]
        for place, values in enumerate(changes):
            session.execute(update(RequestRow).where(RequestRow.id == ids[place]).values(**values))
    with filled.read() as session:
        found = open311.page(session, wanted())
        assert [line.id for line in found] == [ids[7], ids[6], ids[5], ids[4]]
        assert [line.id for line in open311.page(session, wanted(statuses={Status.CLOSED}))] == [ids[4]]
        assert open311.page(session, wanted(town=TownId("reims"))) == ()
        assert open311.page(session, wanted(subjects=())) == open311.page(session, wanted(statuses=())) == ()
    assert found[0].number == RequestNumber(year=2026, counter=ids[7])
    assert found[0].place.street == "Rue de Poterie"
    assert found[0].public_label is None


def test_range_pages_and_cursor_fit_together(filled: Database) -> None:
    with filled.write() as session:
        ids = fill(session, 10, received_at=NOW)
    with filled.read() as session:
        whole = [line.id for line in open311.page(session, wanted())]
        assert whole == ids[::-1]
        assert [line.id for skipped in (0, 4, 8) for line in open311.page(session, wanted(limit=4, skipped=skipped))] == whole
        after = After(received_at=NOW, id=ids[5])
        assert [line.id for line in open311.page(session, wanted(after=after, limit=3))] == [ids[4], ids[3], ids[2]]
        assert open311.page(session, wanted(start=NOW, end=NOW))
        assert not open311.page(session, wanted(start=NOW + timedelta(microseconds=1)))
        assert not open311.page(session, wanted(skipped=10**15))


def test_the_last_line_of_the_history_tells_when_a_request_changed(filled: Database) -> None:
    later = NOW + timedelta(days=3)
    with filled.write() as session:
        ids = fill(session, 3)
        history.append(session, VALOGNES, ids[1], HistoryLine(at=later, actor="claire", action="closed", details={}))
    with filled.read() as session:
        assert {line.id: line.updated_at for line in open311.page(session, wanted())}[ids[1]] == later
        assert [line.id for line in open311.page(session, wanted(updated_from=later))] == [ids[1]]
        assert ids[1] not in {line.id for line in open311.page(session, wanted(updated_until=NOW))}


def test_a_label_of_its_own_is_read_and_hides_from_who_asks_by_subject(filled: Database) -> None:
    with filled.write() as session:
        ids = fill(session, 2)
        decision = dict(session.get_one(RequestRow, ids[0]).decision)
        decision["orientation"] = {**decision["orientation"], "public_label": "Demande confidentielle"}
        session.execute(update(RequestRow).where(RequestRow.id == ids[0]).values(decision=decision))
    with filled.read() as session:
        assert [line.public_label for line in open311.page(session, wanted())] == [None, "Demande confidentielle"]
        assert [line.id for line in open311.page(session, wanted(is_by_subject=True))] == [ids[1]]
        assert open311.lines(session, VALOGNES, ids).keys() == set(ids)
        assert open311.lines(session, TownId("reims"), ids) == {}


def test_a_page_is_found_in_one_index_at_any_depth(filled: Database) -> None:
    with filled.write() as session:
        keep_town(session, town_id=TownId("reims"))
        ids = fill(session, 3000)
    _vacuum(filled)
    several = {SUBJECT, SubjectCode("VOI-02"), SubjectCode("VOI-03")}
    after = After(received_at=NOW + timedelta(minutes=1500), id=ids[1500])
    with filled.read() as session:
        for asked in (wanted(limit=25), wanted(limit=25, skipped=100), wanted(limit=25, after=after), wanted(limit=25, subjects=several)):
            plan = _plan(session, partial(open311.page, session, asked))
            assert "ix_requests_public" in plan
            # Looked for by the index's first column: else PostgreSQL reads the index from its end.
            assert "confidentiality = 0" in plan or "(confidentiality=? AND town=?" in plan


def _vacuum(database: Database) -> None:
    """Do what autovacuum does: only of pages known to be whole does PostgreSQL read an index without the table."""
    with database.write() as session:
        engine = session.connection().engine
        if engine.dialect.name == "sqlite":
            return
        # The server of the tests does not wait for its log, and what is not in the log yet counts as unfinished: this commit waits.
        session.execute(text("SET LOCAL synchronous_commit = on"))
        session.execute(update(RequestRow).where(RequestRow.status == "review").values(version=RequestRow.version))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE requests"))


def _plan(session: Session, read: Callable[[], object]) -> str:
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
