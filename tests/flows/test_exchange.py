"""Requests come from other software and go to it: as they were, once, whatever breaks off, and nobody is written to (S45)."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from domain.department import Confidentiality
from domain.errors import InvalidError, UnavailableError
from domain.exchange import ExchangeMapping, ExchangeRun, HistoryEntry, LineOutcome
from domain.lifecycle import Act
from domain.request import Closure, RequestNumber, Status
from domain.webhook import CHOICE, WebhookTerms
from flows import facts, search
from flows.exchange import giving, keeping, states, taking
from flows.exchange.mapping import document_of, mapping_of
from flows.exchange.rows import rows_of
from flows.exchange.taking import File
from flows.webhooks import keeping as hooks
from flows.wiring import Installation
from store import exchange, journal, requests, webhooks
from store.requests import RequestRecord
from store.schema import FactRow, InboundRow, OutboxRow, RequestRow
from tests.flows import waiting_hall as small
from tests.flows.waiting_hall import ANNE, FIRST, HOLE, come, decide, do, mail
from tests.installations import BREVILLE

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
DOCUMENT: dict[str, object] = {
    "outside": "Ancien GRC",
    "kind": "history",
    "moment": "%d/%m/%Y %H:%M",
    "columns": {
        "number": "N°",
        "received_at": "Reçue",
        "closed_at": "Close",
        "status": "État",
        "subject": "Type",
        "heading": "Objet",
        "text": "Texte",
        "place": "Lieu",
        "name": "Nom",
        "email": "Courriel",
        "phone": "Tél",
    },
    "values": {"status": {"Soldée": "closed", "En cours": "open"}, "subject": {"Voirie": "VOI-01"}},
    "defaults": {"closure": "carried_out"},
}
HEAD = ["N°", "Reçue", "Close", "État", "Type", "Objet", "Texte", "Lieu", "Nom", "Courriel", "Tél"]
OLD = ["A-1", "04/03/2019 09:30", "12/03/2019 16:00", "Soldée", "Voirie", "Trou", "Un trou profond", "rue de Poterie", "ROGER Paul"]
OLD += ["paul@courriel.example", "06 39 98 22 31"]
NEW = ["A-2", "02/11/2026 10:00", "", "En cours", "Voirie", "Nid de poule", "Encore un", "", "", "", ""]
STATES = {"outside": "GMAO", "kind": "states", "columns": {"number": "ref", "status": "etat", "message": "mot", "day": "jour"}}


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    opened = small.open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def written(*rows: list[str], head: list[str] | None = None, encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([head or HEAD, *rows])
    return file.getvalue().encode(encoding)


def take(hall: Installation, content: bytes, now: datetime = NOW, **changes: object) -> ExchangeRun:
    file = File(name="reprise.csv", stream=io.BytesIO(content))
    return taking.take_history(hall, BREVILLE, mapping_of({**DOCUMENT, **changes}), file, "root", now)


def follow(hall: Installation, *rows: list[str], agent: str = ANNE) -> tuple[ExchangeRun, list[str]]:
    content = written(*rows, head=["ref", "etat", "mot", "jour"])
    run = states.take_states(hall, BREVILLE, mapping_of(STATES), File(name="etats.csv", stream=io.BytesIO(content)), agent, NOW)
    return run, whys(hall, run)


def whys(hall: Installation, run: ExchangeRun) -> list[str]:
    with hall.database.read() as session:
        return [keeping.told_why(why) for _, why in exchange.refusals(session, run.id, after=0, limit=100)]


def counts(run: ExchangeRun) -> tuple[int, ...]:
    return tuple(run.counts[one] for one in (LineOutcome.CREATED, LineOutcome.UPDATED, LineOutcome.UNCHANGED, LineOutcome.REFUSED))


def records(hall: Installation) -> list[RequestRecord]:
    with hall.database.read() as session:
        return [requests.get(session, one) for one in requests.ids(session, BREVILLE)]


# ---- history of another software


def test_a_request_of_another_software_is_kept_as_it_was(hall: Installation) -> None:
    run = take(hall, written(OLD, NEW))
    assert counts(run) == (2, 0, 0, 0)
    assert run.done_at == NOW
    old, new = records(hall)
    assert old.line.number == RequestNumber(year=2019, counter=1)
    assert old.line.received_at == datetime(2019, 3, 4, 8, 30, tzinfo=UTC)
    assert (old.line.status, old.line.situation.closure) == (Status.CLOSED, Closure.CARRIED_OUT)
    assert old.line.situation.closed_at == datetime(2019, 3, 12, 15, 0, tzinfo=UTC)
    assert (old.requester.name, old.requester.phone) == ("ROGER Paul", "+33639982231")
    assert old.draft.their_reference == "A-1"
    assert [(one.action, one.at.year) for one in old.history] == [
        ("created", 2019),
        ("numbered", 2019),
        ("closed", 2019),
        ("taken_over", 2026),
    ]
    assert (new.line.status, new.line.number) == (Status.OPEN, RequestNumber(year=2026, counter=1))
    with hall.database.read() as session:
        assert exchange.numbers_of(session, (old.line.id,)) == {old.line.id: ("Ancien GRC A-1",)}
        assert {one.action for one in journal.page(session, BREVILLE, after=None, limit=20)} >= {
            "exchange.begun",
            "exchange.done",
            "request.taken_over",
        }


def test_nobody_is_written_to_and_no_software_is_told_of_what_happened_long_ago(hall: Installation) -> None:
    hooks.add(hall, BREVILLE, WebhookTerms(name="x", url="https://a.example/", events=frozenset(CHOICE)), "root", NOW)
    take(hall, written(OLD, NEW))
    small.work_all(hall, "2026-11-28T10:00")
    with hall.database.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0
        assert webhooks.waiting(session, BREVILLE) == {}
        assert session.scalar(select(func.count()).select_from(InboundRow).where(InboundRow.outcome != "drafted")) == 0
    assert len(records(hall)) == 2


def test_figures_count_it_on_its_own_days_and_searches_find_it(hall: Installation) -> None:
    take(hall, written(OLD, NEW))
    while not facts.catch_up(hall).is_all:
        pass
    with hall.database.read() as session:
        assert session.scalar(select(func.count()).select_from(FactRow)) == 2
    search.catch_up(hall)
    with hall.database.read() as session:
        found = requests.find_by_reference(session, BREVILLE, "2019/0001")
    assert found == records(hall)[0].line.id


def test_the_same_file_twice_is_nothing_twice_and_a_longer_one_brings_what_is_new(hall: Installation) -> None:
    first = take(hall, written(OLD))
    assert take(hall, written(OLD)).id == first.id
    assert len(records(hall)) == 1
    assert counts(take(hall, written(OLD, NEW))) == (1, 0, 1, 0)
    closed = [*NEW[:2], "20/11/2026 08:00", "Soldée", *NEW[4:]]
    assert counts(take(hall, written(OLD, closed))) == (0, 1, 1, 0)
    assert [one.line.status for one in records(hall)] == [Status.CLOSED, Status.CLOSED]


def test_one_number_twice_in_a_file_is_one_request(hall: Installation) -> None:
    assert counts(take(hall, written(NEW, NEW, [*NEW[:5], "Autre objet", *NEW[6:]]))) == (1, 1, 1, 0)
    assert len(records(hall)) == 1


def test_what_was_worked_on_here_since_is_not_overwritten(hall: Installation) -> None:
    take(hall, written(NEW))
    do(hall, Act.TAKE, "2026-11-28T11:00")
    run = take(hall, written([*NEW[:2], "20/11/2026 08:00", "Soldée", *NEW[4:]]))
    assert counts(run) == (0, 0, 0, 1)
    assert "worked on here since" in whys(hall, run)[0]
    assert records(hall)[0].line.status is Status.ACCEPTED


def test_a_run_that_breaks_off_goes_on_where_it_was(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(*([f"A-{number}", *NEW[1:]] for number in range(250)))
    told: list[int] = []

    def stop(run: ExchangeRun) -> None:
        told.append(run.line)
        raise KeyboardInterrupt

    file = File(name="x", stream=io.BytesIO(content))
    with pytest.raises(KeyboardInterrupt):
        taking.take_history(hall, BREVILLE, mapping_of(DOCUMENT), file, "root", NOW, stop)
    assert told == [100]
    assert len(records(hall)) == 100
    run = take(hall, content)
    assert counts(run) == (250, 0, 0, 0)
    assert run.line == 250
    with hall.database.read() as session:
        assert session.scalar(select(func.max(RequestRow.counter)).where(RequestRow.year == 2026)) == 250


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", *OLD[1:]], "It has no number"),
        (["A-9", "31/02/2019 10:00", *OLD[2:]], "is no day or moment"),
        (["A-9", "04/03/2039 10:00", *OLD[2:]], "lies in the future"),
        (["A-9", "04/03/2019 10:00", "01/03/2019 10:00", *OLD[3:]], "closed before it was received"),
        (["A-9", "04/03/2019 10:00", "", *OLD[3:]], "does not say when"),
        ([*OLD[:3], "Perdue", *OLD[4:]], "is no state that can be taken over"),
        ([*OLD[:4], "Magie", *OLD[5:]], "has no subject “Magie”"),
        ([*OLD[:9], "pas une adresse", ""], "e-mail address is none"),
        ([*OLD[:9], "@", ""], "e-mail address is none"),
        ([*OLD[:9], "a@b.example,c@d.example", ""], "e-mail address is none"),
        (["A-9"], "more or fewer columns"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_keeps_no_other_from_being_taken(hall: Installation, row: list[str], why: str) -> None:
    run = take(hall, written(row, NEW))
    assert counts(run) == (1, 0, 0, 1)
    with hall.database.read() as session:
        ((line, kept),) = exchange.refusals(session, run.id, after=0, limit=9)
    assert line == 1
    assert why in keeping.told_why(kept)


def test_a_subject_that_is_not_for_everybody_makes_the_request_so(tmp_path: Path, database_url: str) -> None:
    rules = small.ruleset()
    hidden = replace(rules.subjects[0], confidentiality=Confidentiality.RESTRICTED)
    hall = small.open_hall(tmp_path / "data", database_url, replace(rules, subjects=(hidden, *rules.subjects[1:])))
    try:
        take(hall, written([*OLD[:4], hidden.code, *OLD[5:]]))
        assert records(hall)[0].line.confidentiality is Confidentiality.RESTRICTED
    finally:
        hall.close()


def test_a_sample_is_looked_at_and_nothing_is_written(hall: Installation) -> None:
    tried = keeping.try_sample(hall, BREVILLE, mapping_of(DOCUMENT), io.BytesIO(written(OLD, ["?"])), NOW)
    assert isinstance(tried[0].entry, HistoryEntry)
    assert tried[0].entry.number == "A-1"
    assert tried[1].why is not None
    assert records(hall) == []


# ---- files


@pytest.mark.parametrize(
    "content",
    [
        b'[{"a": "1", "b": "2"}, {"a": 3, "b": null}]',
        b'{"a": "1", "b": "2"}\n\n{"a": 3, "b": null}\n',
        "\ufeffa;b\r\n1;2\r\n3;\r\n".encode(),
        "a,b\n1,2\n3,\n".encode("utf-16"),
        b"a\tb\n1\t2\n3\t\n",
    ],
)
def test_rows_are_read_one_by_one_whatever_the_file(content: bytes) -> None:
    assert list(rows_of(io.BytesIO(content))) == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}]


def test_a_large_array_is_never_held_whole_and_old_letters_are_read() -> None:
    big = b"[" + b",".join(json.dumps({"a": number, "b": "x" * 500}).encode() for number in range(2000)) + b"]"
    assert sum(row is not None for row in rows_of(io.BytesIO(big))) == 2000
    assert list(rows_of(io.BytesIO("a;b\nété;à\n".encode("cp1252")))) == [{"a": "été", "b": "à"}]


@pytest.mark.parametrize("content", [b"", b"only one column\nx\n", b"a;a\n1;2\n", b'[{"a": 1}, {', b"[" * 100_000])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        list(rows_of(io.BytesIO(content)))


def test_a_row_that_cannot_be_read_is_passed_over() -> None:
    assert list(rows_of(io.BytesIO(b'{"a": "1"}\nnot json\n[1]\n{"a": "2"}\n'))) == [{"a": "1"}, None, None, {"a": "2"}]


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ([], "mapping"),
        ({**DOCUMENT, "kind": "magic"}, "kind"),
        ({**DOCUMENT, "outside": ""}, "outside"),
        ({**DOCUMENT, "columns": {"number": "N°", "nothing": "x"}}, "columns"),
        ({**DOCUMENT, "columns": {"number": "N°"}}, "columns"),
        ({**DOCUMENT, "columns": 7}, "columns"),
        ({**DOCUMENT, "values": {"status": "closed"}}, "values.status"),
        ({**DOCUMENT, "moment": "tomorrow"}, "moment"),
        ({**DOCUMENT, "moment": "%Y/%m/%Y"}, "moment"),
        ({**DOCUMENT, "more": 1}, "more"),
    ],
)
def test_a_mapping_that_cannot_be_says_where(document: object, where: str) -> None:
    with pytest.raises(InvalidError) as told:
        mapping_of(document)
    assert where in {one.where for one in told.value.mistakes}


def test_a_mapping_comes_back_as_it_was_written(hall: Installation) -> None:
    mapping: ExchangeMapping = mapping_of(DOCUMENT)
    assert mapping_of(document_of(mapping)) == mapping
    keeping.save_mapping(hall, BREVILLE, "Ancien", mapping, "root", NOW)
    with hall.database.read() as session:
        (kept,) = exchange.mappings(session, BREVILLE)
    assert mapping_of(kept.document) == mapping
    assert keeping.drop_mapping(hall, BREVILLE, "Ancien", "root", NOW)
    assert not keeping.drop_mapping(hall, BREVILLE, "Ancien", "root", NOW)


# ---- states


def test_states_of_a_contractor_are_followed_by_the_acts_that_lead_there(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    decide(hall, "VOI-01")
    run, why = follow(hall, ["2026-0001", "planned", "", "2026-12-04"], ["2026/0001", "done", "", ""], ["2026/0001", "done", "", ""])
    assert (counts(run), why) == ((0, 2, 1, 0), [])
    with hall.database.read() as session:
        record = requests.get(session, FIRST)
    assert record.line.status is Status.DONE
    assert [one.action for one in record.history if one.actor == ANNE][-3:] == ["taken", "planned", "finished"]
    run, why = follow(hall, ["2026/0001", "closed", "C’est rebouché.", ""])
    assert counts(run) == (0, 1, 0, 0), why
    assert records(hall)[0].line.status is Status.CLOSED


def test_what_may_not_be_done_is_refused_with_its_reason(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    run, why = follow(hall, ["2026/0999", "done", "", ""], ["2026/0001", "lost", "", ""], ["2026/0001", "planned", "", ""])
    assert counts(run) == (0, 0, 0, 3)
    assert "No request here has the number “2026/0999”." in why[0]
    assert "is no state" in why[1]
    decide(hall, "VOI-01")
    _, why = follow(hall, ["2026/0001", "planned", "", ""], agent="nobody")
    assert "does not say for which day" in why[0]
    _, why = follow(hall, ["2026/0001", "accepted", "", ""], agent="nobody")
    assert "as nobody" in why[0]
    assert records(hall)[0].line.status is Status.OPEN


def test_a_database_that_is_away_refuses_no_line_and_the_same_file_goes_on(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    come(hall, mail(HOLE, 1))
    decide(hall, "VOI-01")

    def away(*_: object) -> None:
        raise UnavailableError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr("flows.exchange.states.act", away)
        with pytest.raises(UnavailableError):
            follow(hall, ["2026-0001", "accepted", "", ""])
    run, refused = follow(hall, ["2026-0001", "accepted", "", ""])
    assert (counts(run), refused) == ((0, 1, 0, 0), [])


def test_states_are_known_by_the_number_of_the_other_software(hall: Installation) -> None:
    take(hall, written(NEW), outside="GMAO")
    run, why = follow(hall, ["A-2", "accepted", "", ""])
    assert counts(run) == (0, 1, 0, 0), why


# ---- out


def out(hall: Installation, **wanted: object) -> str:
    return "".join(giving.given(hall, giving.Wanted(town=BREVILLE, by="root", **wanted), NOW))  # type: ignore[arg-type]


def test_requests_leave_with_their_numbers_and_formulas_do_not_run(hall: Installation) -> None:
    take(hall, written([*OLD[:5], "=cmd|' /C calc'!A0", *OLD[6:]], NEW))
    rows = list(csv.DictReader(io.StringIO(out(hall).removeprefix("\ufeff")), delimiter=";"))
    assert [row["outside"] for row in rows] == ["Ancien GRC A-1", "Ancien GRC A-2"]
    assert rows[0]["heading"].startswith("'=")
    assert rows[0]["closed_at"] == "2019-03-12T16:00:00+01:00"
    assert [json.loads(line)["number"] for line in out(hall, given_as=giving.GivenAs.JSON).splitlines()] == ["2019/0001", "2026/0001"]
    assert "2019/0001" not in out(hall, since=datetime(2020, 1, 1, tzinfo=UTC))
    with hall.database.read() as session:
        assert "export" in {one.action for one in journal.page(session, BREVILLE, after=None, limit=5)}


def test_of_a_confidential_request_only_number_and_state_leave(hall: Installation) -> None:
    take(hall, written(OLD))
    with hall.database.write() as session:
        session.execute(update(RequestRow).values(confidentiality=1))
    (line,) = out(hall, given_as=giving.GivenAs.JSON).splitlines()
    told = json.loads(line)
    assert (told["number"], told["status"], told["is_confidential"]) == ("2019/0001", "closed", True)
    assert all(told[name] is None for name in giving.CONCEALED)
    assert "ROGER" not in line


def test_from_marker_to_marker_nothing_that_changed_is_missed(hall: Installation) -> None:
    take(hall, written(OLD, NEW))
    later = NOW + timedelta(hours=1)
    marker = giving.marker_now(hall, later)
    assert out(hall, after=marker, given_as=giving.GivenAs.JSON) == ""
    decided = [one.line.id for one in records(hall) if one.line.status is Status.OPEN]
    with hall.database.read() as session:
        reference = str(requests.get(session, decided[0]).line.number)
    run, why = follow(hall, [reference, "accepted", "", ""])
    assert counts(run)[1] == 1, why
    (line,) = out(hall, after=marker, given_as=giving.GivenAs.JSON).splitlines()
    assert json.loads(line)["status"] == "accepted"
    # What is young is told again: its neighbours may not be committed yet.
    assert giving.marker_now(hall, NOW) < giving.marker_now(hall, later)
