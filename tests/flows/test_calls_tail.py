"""A call log that grows: read on from where it was, through rotation, gaps and stops, each call once."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows import town_suspending
from flows.call_faults import SourceError, SourceFault, troubles
from flows.call_settings import CallLogSettings
from flows.calls_options import TailSource
from flows.calls_tail import STILL_SECONDS, Tail
from flows.wiring import Installation
from store import call_logs
from store.call_logs import LogState
from store.schema import CallLogRow
from tests.flows.calling import ANNE, NOON, NOW, PAUL, Switchboard, settle
from tests.flows.test_calls import all_requests, backs, kept_calls
from tests.installations import BREVILLE


class Watched:
    """A log beside its tail; ``now`` is long after its calls."""

    def __init__(self, hall: Installation, folder: Path) -> None:
        self.hall = hall
        self.path = folder / "Master.csv"
        self.ticks = 0.0
        self.now = NOW
        self.tail: Tail | None = None
        self.start()

    def start(self) -> Tail:
        """Begin as another process would."""
        self.stop()
        table = CallLogSettings(path=self.path)
        self.tail = Tail(self.hall, TailSource(path=self.path, town=BREVILLE, table=table), self._now, lambda: self.ticks)
        return self.tail

    def stop(self) -> None:
        if self.tail is not None:
            self.tail.close()

    def _now(self) -> datetime:
        return self.now

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)

    def glance(self) -> None:
        assert self.tail is not None
        self.tail.look()

    def look(self) -> None:
        """Look, and once more when the log has been still for long enough."""
        self.glance()
        self.ticks += STILL_SECONDS + 1
        self.glance()

    def logs(self) -> list[CallLogRow]:
        with self.hall.database.read() as session:
            return list(session.scalars(select(CallLogRow).order_by(CallLogRow.id)))


@pytest.fixture
def watched(town_hall: Installation, tmp_path: Path) -> Iterator[Watched]:
    found = Watched(town_hall, tmp_path)
    yield found
    found.stop()


def day(count: int = 40) -> Switchboard:
    log = Switchboard()
    for number in range(count):
        at, who = NOON - timedelta(hours=9) + timedelta(minutes=7 * number), f"06399820{number % 11:02}"
        log.any(number * 3, who, at)
    return log


def lines(log: Switchboard) -> list[str]:
    return [f"{row}\n" for row in log.rows]


def numbers(watched: Watched) -> tuple[int, int]:
    return len(kept_calls(watched.hall)), watched.logs()[-1].counts["rows"]


def test_what_is_added_is_read_on_and_a_partial_line_is_awaited(watched: Watched) -> None:
    rows = lines(day())
    watched.write("".join(rows[:10]))
    watched.look()
    assert watched.logs()[0].counts["rows"] == 10
    watched.write(rows[10][:40])
    watched.look()
    assert watched.logs()[0].counts["rows"] == 10
    watched.write(rows[10][40:] + "".join(rows[11:]))
    watched.look()
    assert numbers(watched) == (40, len(rows))
    [log] = watched.logs()
    assert (log.state, log.ends) == (LogState.GROWING, watched.path.stat().st_size)


@pytest.mark.parametrize("cut", [12, 22, 40], ids=["in the identifier", "before it", "before the account"])
@pytest.mark.parametrize("whole", [0, 1, 2], ids=["first", "second", "third"])
def test_a_log_begun_while_a_line_of_it_is_being_written_is_read_by_all_its_columns(watched: Watched, whole: int, cut: int) -> None:
    log = Switchboard()
    for number in range(8):
        log.late(ANNE, NOON - timedelta(hours=3) + timedelta(minutes=9 * number))
    rows = lines(log)
    half = len(rows[whole]) - cut
    watched.write("".join(rows[:whole]) + rows[whole][:half])
    watched.glance()
    watched.write(rows[whole][half:] + "".join(rows[whole + 1 :]))
    watched.look()
    # Without the identifiers the two rows of each call would be two calls, one of them missed.
    assert [row.end for row in kept_calls(watched.hall)] == ["answered"] * 8


def test_a_process_that_stops_at_any_moment_loses_and_doubles_nothing(watched: Watched) -> None:
    rows = lines(day(60))
    for number, row in enumerate(rows):
        watched.write(row)
        if number > 3:
            watched.start()
            watched.glance() if number % 3 else watched.look()
    watched.start()
    watched.look()
    assert numbers(watched) == (60, len(rows))
    assert sorted(row.lines for row in kept_calls(watched.hall)) == sorted(set(row.lines for row in kept_calls(watched.hall)))


def renamed(path: Path) -> None:
    path.rename(path.with_name("Master.csv.1"))
    path.touch()


def renamed_with_a_date(path: Path) -> None:
    path.rename(path.with_name("Master-20260312.csv"))
    path.touch()


def copied_and_cut(path: Path) -> None:
    shutil.copy2(path, path.with_name("Master.csv.1"))
    os.truncate(path, 0)


def packed(path: Path) -> None:
    """Renamed and packed at once, as logrotate does without `delaycompress`."""
    to = path.with_name("Master.csv-20260312.gz")
    to.write_bytes(gzip.compress(path.read_bytes()))
    state = path.stat()
    os.utime(to, ns=(state.st_atime_ns, state.st_mtime_ns))
    path.unlink()
    path.touch()


@pytest.mark.parametrize("rotate", [renamed, renamed_with_a_date, copied_and_cut, packed])
@pytest.mark.parametrize("is_stopped", [False, True])
def test_rotation_loses_no_row(watched: Watched, rotate: Callable[[Path], None], is_stopped: bool) -> None:
    rows = lines(day(50))
    before = watched.path.parent / "Master.csv.2.gz"
    before.write_bytes(gzip.compress("".join(rows[:7]).encode()))
    os.utime(before, ((NOW - timedelta(days=1)).timestamp(),) * 2)
    watched.write("".join(rows[:20]))
    watched.look()
    watched.write("".join(rows[20:30]))
    rotate(watched.path)
    watched.write("".join(rows[30:]))
    if is_stopped:
        watched.start()
    watched.look()
    first, second = watched.logs()
    assert (first.state, second.state) == (LogState.DONE, LogState.GROWING)
    assert (first.counts["rows"], second.counts["rows"]) == (30, len(rows) - 30)
    assert len(kept_calls(watched.hall)) == 50


def test_what_was_rotated_and_packed_several_times_during_a_stop_is_found(watched: Watched) -> None:
    rows = lines(day(60))
    watched.write("".join(rows[:20]))
    watched.look()
    watched.stop()
    for number, begin in enumerate((20, 30, 40)):
        watched.write("".join(rows[begin : begin + 10]))
        to = watched.path.with_name(f"Master.csv.{3 - number}.gz")
        to.write_bytes(gzip.compress(watched.path.read_bytes()))
        watched.path.unlink()
    # A copy that is just being packed lies there twice, the packed one cut off.
    half = watched.path.with_name("Master.csv.1.gz")
    watched.path.with_name("Master.csv.1").write_bytes(gzip.decompress(half.read_bytes()))
    half.write_bytes(half.read_bytes()[:200])
    watched.write("".join(rows[50:]))
    watched.start()
    watched.look()
    assert len(kept_calls(watched.hall)) == 60
    assert sum(log.counts["rows"] for log in watched.logs()) == len(rows)
    assert not sum(log.counts["unreadable"] for log in watched.logs())


@pytest.mark.parametrize("stops_at", range(1, 8))
def test_a_stop_while_many_rotated_logs_are_caught_up_with_loses_none(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    rows, written = lines(day(60)), NOW
    watched.write("".join(rows[:15]))
    os.utime(watched.path, (written.timestamp(), written.timestamp()))
    watched.look()
    watched.stop()
    for place, first in enumerate(range(15, 75, 15), 1):
        watched.path.rename(watched.path.with_name(f"Master.csv.{place}"))
        written += timedelta(hours=1)
        watched.write("".join(rows[first : first + 15]))
        os.utime(watched.path, (written.timestamp(), written.timestamp()))
    # All of it was written, and rotated away, long before anybody looks again.
    watched.now = NOW + timedelta(days=1)
    left = stops_at
    kept_as_it_was = Tail._options

    def interrupted(tail: Tail) -> object:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        return kept_as_it_was(tail)

    monkeypatch.setattr(Tail, "_options", interrupted)
    watched.start()
    try:
        watched.look()
    except KeyboardInterrupt:
        watched.start()
        watched.look()
    assert len(kept_calls(watched.hall)) == 60


@pytest.mark.parametrize("written", [30, 0], ids=["a part of its first line", "nothing yet"])
def test_a_log_rotated_away_before_it_could_be_told_what_it_is_loses_no_row(watched: Watched, written: int) -> None:
    rows = lines(day(50))
    watched.write("".join(rows[:20]))
    watched.look()
    renamed(watched.path)
    watched.write(rows[20][:written])
    watched.glance()
    watched.write(rows[20][written:])
    watched.path.rename(watched.path.with_name("Master.csv.0"))
    watched.write("".join(rows[21:]))
    watched.look()
    assert [log.counts["rows"] for log in watched.logs()] == [20, 1, len(rows) - 21]
    assert len(kept_calls(watched.hall)) == 50


@pytest.mark.parametrize("step", ["_leave", "_catch_up", "_opened", "_read_on"])
@pytest.mark.parametrize("is_after", [False, True])
def test_a_log_copied_and_cut_while_it_is_begun_loses_no_row(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, step: str, is_after: bool
) -> None:
    rows = lines(day(50))
    watched.write("".join(rows[:20]))
    watched.look()
    renamed(watched.path)
    watched.write("".join(rows[20:25]))
    kept_as_it_was, cuts = getattr(Tail, step), 1

    def cut() -> None:
        nonlocal cuts
        if cuts:
            cuts -= 1
            shutil.copy2(watched.path, watched.path.with_name("Master.csv.0"))
            os.truncate(watched.path, 0)
            watched.write("".join(rows[25:]))

    def cut_meanwhile(tail: Tail, *given: object) -> object:
        if not is_after:
            cut()
        found = kept_as_it_was(tail, *given)
        if is_after:
            cut()
        return found

    monkeypatch.setattr(Tail, step, cut_meanwhile)
    watched.look()
    watched.look()
    assert len(kept_calls(watched.hall)) == 50
    assert sum(log.counts["rows"] for log in watched.logs()) == len(rows)


def test_a_log_packed_while_the_folder_is_listed_is_found(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = lines(day(50))
    watched.write("".join(rows[:20]))
    watched.look()
    watched.write("".join(rows[20:30]))
    renamed(watched.path)
    watched.write("".join(rows[30:]))
    rotated = watched.path.with_name("Master.csv.1")
    listing = Path.iterdir

    def packed_meanwhile(folder: Path) -> Iterator[Path]:
        found = list(listing(folder))
        if rotated in found:
            rotated.with_name("Master.csv.1.gz").write_bytes(gzip.compress(rotated.read_bytes()))
            rotated.unlink()
        yield from found

    monkeypatch.setattr(Path, "iterdir", packed_meanwhile)
    watched.start()
    watched.look()
    assert [log.counts["rows"] for log in watched.logs()] == [30, len(rows) - 30]


def test_a_log_that_is_gone_is_said_and_read_on_when_it_is_back(watched: Watched) -> None:
    rows = lines(day(30))
    watched.write("".join(rows[:10]))
    watched.look()
    away = watched.path.rename(watched.path.with_name("elsewhere"))
    with pytest.raises(SourceError):
        watched.glance()
    tail = watched.start()
    with pytest.raises(SourceError) as raised:
        tail.look()
    assert raised.value.fault is SourceFault.MISSING
    tail.note_fault(raised.value)
    with watched.hall.database.read() as session:
        [status] = call_logs.sources(session)
    assert status.fault == SourceFault.MISSING
    away.rename(watched.path)
    watched.write("".join(rows[10:]))
    watched.look()
    assert numbers(watched) == (30, len(rows)) and len(watched.logs()) == 1
    with watched.hall.database.read() as session:
        [status] = call_logs.sources(session)
    assert status.fault is None


@pytest.mark.parametrize("is_missing", [True, False], ids=["the file was missing", "it was empty"])
def test_a_log_rotated_away_before_it_was_ever_read_loses_no_row(watched: Watched, is_missing: bool) -> None:
    rows = lines(day(50))
    assert watched.tail is not None
    watched.now = datetime.now(UTC) - timedelta(seconds=30)
    if is_missing:
        with pytest.raises(SourceError) as raised:
            watched.glance()
        watched.tail.note_fault(raised.value)
    else:
        watched.path.touch()
        watched.glance()
    watched.stop()
    watched.write("".join(rows[:20]))
    renamed(watched.path)
    watched.write("".join(rows[20:]))
    watched.now = datetime.now(UTC) + timedelta(seconds=30)
    watched.start()
    watched.look()
    assert [log.counts["rows"] for log in watched.logs()] == [20, len(rows) - 20]
    assert len(kept_calls(watched.hall)) == 50


def test_a_log_rotated_away_before_anybody_followed_it_is_left_alone(watched: Watched) -> None:
    rows = lines(day(50))
    watched.write("".join(rows[:20]))
    renamed(watched.path)
    watched.write("".join(rows[20:]))
    watched.now = datetime.now(UTC) + timedelta(seconds=30)
    watched.start()
    watched.look()
    assert [log.counts["rows"] for log in watched.logs()] == [len(rows) - 20]


def test_a_folder_that_may_only_be_read_is_enough(watched: Watched) -> None:
    watched.write("".join(lines(day(10))))
    watched.path.chmod(0o444)
    watched.path.parent.chmod(0o555)
    try:
        watched.look()
    finally:
        watched.path.parent.chmod(0o755)
    assert len(kept_calls(watched.hall)) == 10


def test_the_log_of_a_suspended_town_is_left_alone_and_no_trouble(watched: Watched) -> None:
    assert watched.tail is not None
    watched.tail.note_fault(SourceError(SourceFault.UNAVAILABLE, "away"))
    hall, wanted = watched.hall, watched.hall.settings.model_copy(update={"call_logs": (CallLogSettings(path=watched.path),)})

    def told() -> list[object]:
        with hall.database.read() as session:
            return list(troubles(session, wanted, NOW))

    assert len(told()) == 1
    town_suspending.suspend(hall, BREVILLE, "Déménagement", "cli", NOW)
    assert told() == []


def test_what_no_log_is_is_said(watched: Watched) -> None:
    watched.path.write_bytes(os.urandom(5000))
    with pytest.raises(SourceError) as raised:
        watched.glance()
    assert raised.value.fault is SourceFault.NOT_A_LOG
    watched.path.unlink()
    watched.path.mkdir()
    with pytest.raises(SourceError) as raised:
        watched.start().look()
    assert raised.value.fault in {SourceFault.SPECIAL, SourceFault.AWAY}


def test_a_call_back_is_asked_for_and_closed_while_the_log_grows(watched: Watched) -> None:
    log = Switchboard().missed(ANNE, NOON, rings=2).answered(PAUL, NOON + timedelta(minutes=1))
    watched.write(log.text())
    watched.look()
    settle(watched.hall)
    assert len(all_requests(watched.hall)) == 1
    before = len(log.rows)
    log.answered(ANNE, NOON + timedelta(minutes=45))
    watched.write("".join(lines(log)[before:]))
    watched.start()
    watched.look()
    settle(watched.hall)
    [record] = all_requests(watched.hall)
    assert record.history[-1].action == "closed_call_answered"
    assert [row.state for row in backs(watched.hall)] == ["answered_later"]


@pytest.mark.parametrize("is_stopped", [False, True])
@pytest.mark.parametrize("rotate", [renamed, copied_and_cut, packed])
def test_a_call_whose_rows_stand_in_two_logs_is_one_call(watched: Watched, rotate: Callable[[Path], None], is_stopped: bool) -> None:
    log = day(12).late(ANNE, NOON)
    rows = lines(log)
    watched.write("".join(rows[:-1]))
    watched.look()
    assert [one.attempts for one in backs(watched.hall) if one.number == f"+33{ANNE[1:]}"] == [1]
    rotate(watched.path)
    watched.write(rows[-1][:30])
    if is_stopped:
        watched.start().look()
        watched.start().look()
    watched.write(rows[-1][30:])
    watched.look()
    watched.start()
    watched.look()
    mine = [(call.end, call.at) for call in kept_calls(watched.hall) if call.outside == f"+33{ANNE[1:]}"]
    assert [end for end, _ in mine] == ["answered"]
    assert sum(one.counts["rows"] for one in watched.logs()) == len(rows)
    assert [one.attempts for one in backs(watched.hall) if one.number == f"+33{ANNE[1:]}"] in ([], [0])
