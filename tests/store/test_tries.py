"""Tries that several processes count together."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from domain.errors import UnavailableError
from store import tries
from store.tries import SharedTries


def admit(shared: SharedTries, address: str, now: float, most: int = 2) -> bool:
    return shared.admits("door", address, most=most, seconds=60, now=now)


@contextmanager
def opened(path: Path) -> Iterator[SharedTries]:
    with closing(SharedTries(path / "tries.db")) as shared:
        yield shared


def test_what_one_counts_the_other_knows(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path) as other:
        assert [admit(one, "a", 0.0), admit(other, "a", 1.0), admit(one, "a", 2.0), admit(other, "a", 2.0)] == [True, True, False, False]
        assert admit(other, "b", 2.0)
        assert other.admits("another door", "a", most=2, seconds=60, now=2.0)
        assert admit(other, "a", 60.0), "the first try is a minute ago"
        assert not admit(one, "a", 60.5), "and the second is not"


def test_a_limit_of_none_lets_nobody_in(tmp_path: Path) -> None:
    with opened(tmp_path) as shared:
        assert not admit(shared, "a", 0.0, most=0)


def test_what_is_over_goes_and_a_flood_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_TRIES", 50)
    monkeypatch.setattr(tries, "_SWEEP_EACH", 10)
    with opened(tmp_path) as shared, closing(sqlite3.connect(tmp_path / "tries.db")) as seen:
        for number in range(200):
            assert admit(shared, f"address {number}", float(number) / 100)
        assert 50 <= seen.execute("SELECT count(*) FROM tries").fetchone()[0] <= 60
        for number in range(11):
            admit(shared, f"later {number}", 1_000.0)
        assert seen.execute("SELECT count(*) FROM tries").fetchone()[0] <= 11


def knock(path: Path, times: int, count: "multiprocessing.Queue[int]") -> None:
    with opened(path) as shared:
        count.put(sum(admit(shared, "a", 0.0, most=100) for _ in range(times)))


def test_processes_that_knock_at_once_are_counted_one_by_one(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    count: multiprocessing.Queue[int] = context.Queue()
    knocking = [context.Process(target=knock, args=(tmp_path, 80, count)) for _ in range(2)]
    for one in knocking:
        one.start()
    assert sum(count.get(timeout=60) for _ in knocking) == 100
    for one in knocking:
        one.join()


def test_a_file_that_cannot_be_had_is_said_and_lets_nobody_through(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot be counted"):
        SharedTries(tmp_path / "none" / "tries.db")
    with opened(tmp_path) as shared:
        with closing(sqlite3.connect(tmp_path / "tries.db")) as other:
            other.execute("DROP TABLE tries")
        with pytest.raises(UnavailableError, match="cannot be counted"):
            admit(shared, "a", 0.0)
