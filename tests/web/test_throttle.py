import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.tries import SharedTries
from web import throttle
from web.throttle import Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_address_is_stopped_and_let_in_again_later() -> None:
    clock = Clock()
    door = Throttle(limit=2, seconds=60, clock=clock)
    assert [door.admits("a"), door.admits("a"), door.admits("a"), door.admits("b")] == [True, True, False, True]
    clock.now = 60.1
    assert door.admits("a")


def test_tries_that_were_refused_do_not_lengthen_the_wait() -> None:
    clock = Clock()
    door = Throttle(limit=1, seconds=60, clock=clock)
    assert door.admits("a")
    for clock.now in (10.0, 30.0, 59.0):
        assert not door.admits("a")
    clock.now = 61.0
    assert door.admits("a")


def test_memory_does_not_grow_with_the_number_of_addresses() -> None:
    door = Throttle(limit=1)
    for number in range(throttle.MOST_ADDRESSES + 50):
        door.admits(str(number))
    assert len(door._seen) == throttle.MOST_ADDRESSES


def test_where_all_cannot_count_together_each_counts_by_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(SharedTries(tmp_path / "tries.db")) as tries:
        door = Throttle(limit=2, name="door", tries=tries)
        assert door.admits("a")
        with closing(sqlite3.connect(tmp_path / "tries.db")) as other:
            other.execute("DROP TABLE tries")
        with caplog.at_level(logging.WARNING):
            assert [door.admits("a") for _ in range(4)] == [True, True, False, False]
        assert caplog.text.count("by itself") == 1
