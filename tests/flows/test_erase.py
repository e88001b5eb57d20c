"""Requests emptied of all that is personal: no trace of it anywhere, figures as before, what is others' untouched (S44)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from domain.conservation import Asked
from domain.errors import ConflictError
from domain.figures import Asked as Question
from domain.figures import Axis, Counts, Duration, Measure, Period
from domain.form import FormFile
from domain.ids import RequestId
from domain.lifecycle import Act
from domain.request import Closure
from domain.retention import Hold, HoldKind, Terms
from flows.added import add_files
from flows.conservation import account, with_originals
from flows.erase import Why, destroy_originals, erase
from flows.facts import catch_up, differences, rebuild
from flows.journal import verify
from flows.notes import write_note
from flows.retention import plan, run, run_nights
from flows.wiring import Installation
from store import erasing_arrivals, facts, journal, requests, retention
from store.blobs import Blobs
from tests.flows.waiting_hall import ANNE, FIRST, at, come, decide, do, mail, open_hall, record
from tests.installations import BREVILLE
from tests.store.samples import new_request

LONG_AFTER = datetime(2031, 6, 1, 3, tzinfo=UTC)
NAME, MAIL, PHONE, HOUSE, MARK, INSIDE = "Grandchamp", "yolande@fictif.example", "0639987654", "1477", "zinzoline", "cramoisite"
"""Words of one person that no other has: in the text, in what was added, in what she was answered."""
TRACES = (NAME, MAIL, PHONE, "639987654", HOUSE, MARK, MARK[:-1], INSIDE, INSIDE[:-1])
WRITTEN = (
    f"Bonjour, le trottoir devant le {HOUSE} rue de Poterie est défoncé, un nid de poule {MARK}.\n"
    f"Rappelez-moi au 06 39 98 76 54.\n\nYolande {NAME}\n{HOUSE} rue de Poterie\n50700 Bréville\n"
)
EVERYTHING = Question(
    town=BREVILLE,
    period=Period(first=date(2026, 1, 1), last=date(2026, 12, 31)),
    measures=frozenset(Measure),
    durations=frozenset(Duration),
)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town that writes to requesters."""
    opened = open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def letter(number: int = 1, *, filler: int = 0) -> bytes:
    """Return her mail, with a file of hers; ``filler`` bytes more where it is to lie in a pack, or in a file of its own."""
    raw = mail(WRITTEN, number, sender=MAIL).decode()
    head, _, body = raw.partition("\n\n")
    names = head.replace("Sylvie Lebrun", f"Yolande {NAME}").replace("text/plain", "text/plain")
    kind = 'Content-Type: multipart/mixed; boundary="b"'
    lines = [line for line in names.split("\n") if not line.lower().startswith(("content-", "mime"))]
    inner = [line for line in names.split("\n") if line.lower().startswith("content-")]
    parts = "\n".join((*inner, "", body))
    kept = f'Content-Disposition: attachment; filename="{MARK}.txt"'
    piece = f'Content-Type: text/plain; charset="utf-8"\n{kept}\n\n{INSIDE} ' + "x " * filler
    return "\n".join((*lines, "MIME-Version: 1.0", kind, "", "--b", parts, "--b", piece, "--b--", "")).encode()


def live(hall: Installation, **kind: int) -> None:
    """Let her write twice, be answered, written about, and see it closed."""
    come(hall, letter(**kind))
    decide(hall)
    do(hall, Act.TAKE, "2026-03-16T09:14")
    write_note(hall, FIRST, f"Mme {NAME} a rappelé, très {MARK}.", ANNE, at("2026-03-17T09:00"))
    added = FormFile(filename=f"{MARK}.txt", content=f"{INSIDE} {NAME}".encode())
    add_files(hall, FIRST, [added], ANNE, at("2026-03-17T09:05"), is_shareable=True)
    come(hall, mail(f"Bonjour, je vous relance.\n\nYolande {NAME}", 2, answers=1, sender=MAIL), "2026-03-20T10:00")
    do(hall, Act.CLOSE, "2026-04-01T10:00", closure=Closure.CARRIED_OUT, answer=f"Madame {NAME}, le trou {MARK} est bouché.")
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    catch_up(hall)


def everywhere(hall: Installation) -> str:
    """Return all that stands in any text, document or bytes of any table."""
    found: list[str] = []
    with hall.database.read() as session:
        connection = session.connection()
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608 - names of ours
                found += [f"{table}: {_told(value)}" for value in row if value is not None]
    return "\0".join(found)


def _told(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def files(hall: Installation) -> bytes:
    """Return all there is in the data folder and beside it, where SQLite's file is."""
    return b"\n".join(one.read_bytes() for one in hall.settings.data.parent.rglob("*") if one.is_file())


def traces(hall: Installation) -> dict[str, list[str]]:
    """Return where her words are still found, in whatever case."""
    rows, disk = everywhere(hall), files(hall).decode("utf-8", "replace").lower()
    found = {one: [row[:90] for row in rows.split("\0") if one.lower() in row.lower()] for one in TRACES}
    found |= {f"{one} on disk": [disk[max(0, (i := disk.index(one.lower())) - 60) : i + 60]] for one in TRACES if one.lower() in disk}
    return {one: where for one, where in found.items() if where}


def counted(hall: Installation) -> list[Counts]:
    """Return every figure there is, by each axis there is."""
    catch_up(hall)
    with hall.database.read() as session:
        return [facts.count(session, replace(EVERYTHING, axes=axes)) for axes in ((), *((one,) for one in Axis))]


def erase_now(hall: Installation, *which: RequestId) -> None:
    with hall.database.destroy() as session:
        erase(hall, session, BREVILLE, which or (FIRST,), Why(actor=ANNE, rule="test"), LONG_AFTER)
    destroy_originals(hall)
    hall.database.scrub()


@pytest.mark.parametrize("filler", [0, 20_000, 90_000], ids=["in the database", "in a pack", "in a file"])
def test_no_trace_of_a_person_is_left_anywhere_and_figures_are_as_before(hall: Installation, filler: int) -> None:
    live(hall, filler=filler)
    before = counted(hall)
    there = traces(hall)
    assert {NAME, MAIL, HOUSE, MARK, INSIDE} <= {one.removesuffix(" on disk") for one in there}
    erase_now(hall)
    assert traces(hall) == {}
    assert counted(hall) == before
    rebuild(hall)
    assert counted(hall) == before
    assert not list(differences(hall))


def other_part(hall: Installation) -> RequestId:
    """Make a second request of her first message, as where it asks two things."""
    with hall.database.write() as session:
        first = requests.get(session, FIRST)
        new = replace(
            new_request(first.draft_id, part=2, town_id=BREVILLE),
            requester=first.requester,
            details=f"Et la haie du {HOUSE} est {MARK}.",
            received_at=first.line.received_at,
        )
        return requests.add(session, new)


def test_a_message_of_two_requests_stays_until_the_last_one_goes(hall: Installation) -> None:
    live(hall, filler=90_000)
    other = other_part(hall)
    original = record(hall).inbound.sha256
    erase_now(hall)
    kept = record(hall, other)
    assert (kept.inbound.sha256, MARK in kept.draft.text, MARK in kept.details) == (original, True, True)
    assert MARK in hall.blobs.read(original).decode()
    gone = record(hall)
    assert (gone.details, gone.requester.name, gone.draft.text, gone.inbound.sha256) == ("", None, "", "")
    erase_now(hall, other)
    assert traces(hall) == {}


def test_number_dates_subject_department_state_channel_and_sector_stay(hall: Installation) -> None:
    live(hall)
    before = record(hall).line
    erase_now(hall)
    after = record(hall)
    for name in ("number", "tracking", "received_at", "channel", "subject", "department", "priority", "situation", "sector"):
        assert getattr(after.line, name) == getattr(before, name), name
    assert (after.line.heading, after.line.requester, after.erased_at is None) == ("Numérotage", None, False)
    assert [line.action for line in after.history][-1] == "anonymised"
    with hall.database.read() as session:
        told = retention.erasure_of(session, FIRST)
    assert told is not None
    assert (told.rule, told.actor) == ("test", ANNE)


def test_the_journal_verifies_and_names_nobody(hall: Installation) -> None:
    live(hall)
    erase_now(hall)
    assert not any(one.findings for one in verify(hall.database, BREVILLE))
    with hall.database.read() as session:
        last = journal.page(session, BREVILLE, after=None, limit=1)[0]
    assert (last.action, last.object, last.details) == ("request.anonymised", "request:1", {"rule": "test", "run": None})


def test_the_ledger_adds_up_afterwards_and_asks_for_no_original(hall: Installation) -> None:
    live(hall, filler=90_000)
    erase_now(hall)
    found = with_originals(hall, account(hall, Asked(town=BREVILLE), LONG_AFTER, timedelta(days=9999)))
    assert (found.adds_up, found.arrived, found.originals) == (True, 2, 0)


def test_who_is_killed_before_originals_are_destroyed_is_followed_by_one_who_does_it(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(hall, filler=90_000)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Blobs, "destroy", die)
        with pytest.raises(KeyboardInterrupt):
            erase_now(hall)
    assert INSIDE in files(hall).decode("utf-8", "replace")
    run(hall, BREVILLE, ANNE, LONG_AFTER)
    assert traces(hall) == {}
    with hall.database.read() as session:
        assert erasing_arrivals.doomed(session, 9) == ()


def test_who_is_killed_while_a_request_is_emptied_has_changed_nothing(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    live(hall)
    before = everywhere(hall)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr("store.search.forget_terms", die)
        with pytest.raises(KeyboardInterrupt):
            erase_now(hall)
    assert everywhere(hall) == before
    erase_now(hall)
    assert traces(hall) == {}


def test_the_same_file_that_comes_in_again_meanwhile_stays(hall: Installation) -> None:
    live(hall, filler=90_000)
    original = record(hall).inbound.sha256
    raw = hall.blobs.read(original)
    with hall.database.destroy() as session:
        erase(hall, session, BREVILLE, (FIRST,), Why(actor=ANNE, rule="test"), LONG_AFTER)
    hall.blobs.put(raw)
    destroy_originals(hall)
    assert hall.blobs.read(original) == raw


def test_nothing_more_is_done_with_what_was_anonymised(hall: Installation) -> None:
    live(hall)
    erase_now(hall)
    with pytest.raises(ConflictError, match="anonymised"):
        do(hall, Act.REOPEN, "2031-06-02T10:00", reason="encore")


def test_a_message_that_names_what_was_anonymised_is_a_request_of_its_own(hall: Installation) -> None:
    live(hall)
    erase_now(hall)
    come(hall, mail("Bonjour, encore un nid de poule devant le 3 rue de Poterie, voir 2026/0001. Paul Roger", 7), "2031-06-02T10:00")
    assert record(hall, RequestId(2)).draft.text
    assert [line.action for line in record(hall).history][-1] == "anonymised"


def terms(hall: Installation, **said: object) -> Terms:
    new = Terms(**said)  # type: ignore[arg-type]
    with hall.database.write() as session:
        _, seen = retention.terms(session, BREVILLE)
        retention.put_terms(session, BREVILLE, new, seen, ANNE, LONG_AFTER)
    return new


def told(hall: Installation, now: datetime = LONG_AFTER) -> list[tuple[str, str | None, int, int, str | None]]:
    return [(one.kept.value, one.subject, one.year, one.count, one.held and one.held.value) for one in plan(hall, BREVILLE, now)]


def test_a_plan_changes_nothing_and_a_run_does_what_it_said(hall: Installation) -> None:
    live(hall)
    come(hall, mail("Bonjour, un nid de poule devant le 5 rue de Poterie. Paul Roger", 9, sender="paul@fictif.example"), "2026-03-21T10:00")
    figures = counted(hall)
    before = everywhere(hall)
    assert told(hall) == [("requests", "URB-05", 2026, 1, None), ("requests", "VOI-01", 2026, 1, "open")]
    assert everywhere(hall) == before
    done = run(hall, BREVILLE, ANNE, LONG_AFTER)
    assert (done.counts, done.held, done.is_all) == ({"request": 1}, {"open": 1}, True)
    assert traces(hall) == {}
    assert counted(hall) == figures
    assert record(hall, RequestId(2)).requester.name == "ROGER Paul"
    assert told(hall) == [("requests", "VOI-01", 2026, 1, "open")]
    with hall.database.read() as session:
        (log,) = retention.runs(session, BREVILLE, 9)
        (gone,) = retention.erasures(session, BREVILLE, "request", 9)
    assert (log.counts, log.held, log.ended_at) == ({"request": 1}, {"open": 1}, LONG_AFTER)
    assert (gone.row, gone.rule, gone.run) == (1, "requests 60 m", log.id)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2031-03-31T12:00", 0),
        ("2031-04-02T12:00", 1),
    ],
)
def test_time_runs_from_the_closing_by_the_towns_days(hall: Installation, now: str, due: int) -> None:
    live(hall)
    assert sum(one[3] for one in told(hall, at(now))) == due


def test_a_subject_has_a_time_of_its_own_and_never_less_than_the_law(hall: Installation) -> None:
    live(hall)
    terms(hall, subjects={"URB-05": 1})
    # A demande is kept for four years, whatever the town says.
    assert told(hall, at("2030-03-31T12:00")) == []
    assert told(hall, at("2030-04-02T12:00")) == [("requests", "URB-05", 2026, 1, None)]


def test_a_letter_that_is_still_to_leave_holds_it_back(hall: Installation) -> None:
    live(hall)
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'waiting', sent_at = NULL WHERE id = 1"))
    assert told(hall) == [("requests", "URB-05", 2026, 1, "letter")]


@pytest.mark.parametrize("kind", list(HoldKind))
def test_what_is_held_back_stays_and_is_told(hall: Installation, kind: HoldKind) -> None:
    live(hall)
    with hall.database.write() as session:
        hold = Hold(id=0, request=FIRST, kind=kind, reason="recours", author=ANNE, on=LONG_AFTER.date())
        number = retention.add_hold(session, BREVILLE, hold, LONG_AFTER)
    assert told(hall) == [("requests", "URB-05", 2026, 1, kind.value)]
    assert run(hall, BREVILLE, ANNE, LONG_AFTER).held == {kind.value: 1}
    assert record(hall).erased_at is None
    if kind is HoldKind.LIMITATION:
        with pytest.raises(ConflictError, match="limitation"):
            do(hall, Act.REOPEN, "2031-06-02T10:00", reason="encore")
    with hall.database.write() as session:
        retention.end_hold(session, number, ANNE, LONG_AFTER)
    assert run(hall, BREVILLE, ANNE, LONG_AFTER).counts == {"request": 1}


def test_a_run_that_was_killed_is_gone_on_with(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    live(hall)
    other_part(hall)
    with hall.database.write() as session:
        session.execute(text("UPDATE requests SET status = 'closed', closed_at = (SELECT closed_at FROM requests WHERE id = 1)"))

    def die_at_second(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(hall, BREVILLE, ANNE, LONG_AFTER, told=die_at_second)
    with hall.database.read() as session:
        begun = retention.unended(session, BREVILLE)
    assert begun is not None
    assert sum(one[3] for one in told(hall)) == 1
    assert run(hall, BREVILLE, ANNE, LONG_AFTER).counts == {"request": 2}
    with hall.database.read() as session:
        assert [one.id for one in retention.runs(session, BREVILLE, 9)] == [begun.id]
    assert traces(hall) == {}


def test_by_night_a_batch_goes_at_a_time_and_only_within_the_window(hall: Installation) -> None:
    live(hall)
    night, day = at("2031-06-01T02:30"), at("2031-06-01T12:00")
    assert run_nights(hall, night) == 0  # not switched on
    terms(hall, is_nightly=True, batch=1)
    assert run_nights(hall, day) == 0
    assert run_nights(hall, night) == 1
    assert record(hall).erased_at is not None
    run_nights(hall, night + timedelta(minutes=1))
    assert run_nights(hall, night + timedelta(minutes=2)) == 0  # once a night
    assert run_nights(hall, night + timedelta(days=1)) == 1
    with hall.database.read() as session:
        assert [one.actor for one in retention.runs(session, BREVILLE, 9)] == ["system", "system"]


def test_junk_that_became_nothing_is_emptied_and_stays_in_the_ledger(hall: Installation) -> None:
    raw = mail(f"Je suis absent. {NAME} {MARK}", 1, sender=MAIL, Auto_Submitted="auto-replied")
    come(hall, raw)
    assert NAME in everywhere(hall)
    assert told(hall) == [("arrivals", None, 2031, 1, None)]
    run(hall, BREVILLE, ANNE, LONG_AFTER)
    assert traces(hall) == {}
    found = account(hall, Asked(town=BREVILLE), LONG_AFTER)
    assert (found.adds_up, found.arrived) == (True, 1)
