"""How long a child is waited for: what a task may cost is processor time, so that a busy machine accuses no file."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.children import ChildLostError, Children, Loss, processor_seconds

WORK = """
import os, sys, time
from ingest import children

def work(task):
    name, _, seconds = task.decode().partition(" ")
    end = time.monotonic() + float(seconds)
    while name == "spin":  # what is never done
        pass
    while name == "often-away" and time.monotonic() < end:  # as on a machine that serves others first
        until = time.process_time() + 0.02
        while time.process_time() < until:
            pass
        time.sleep(0.08)
    if name == "sleep":
        time.sleep(float(seconds))
    return (os.getcwd() if name == "where" else name).encode(), b""

children.run(work)
"""
SECONDS = 2.0


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    (tmp_path / "patient_child.py").write_text(WORK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = Children("patient_child", count=1, seconds=SECONDS, memory_bytes=2**30)
    made.ask(b"begin 0")
    yield made
    made.close()


def lost(children: Children, task: bytes) -> tuple[Loss, float]:
    begin = time.monotonic()
    with pytest.raises(ChildLostError) as raised:
        children.ask(task)
    return raised.value.loss, time.monotonic() - begin


def test_who_works_on_without_having_the_processor_is_waited_for(one: Children) -> None:
    begin = time.monotonic()
    assert one.ask(b"often-away %f" % (2.5 * SECONDS)) == (b"often-away", b"")
    assert time.monotonic() - begin > 2 * SECONDS


def test_who_hangs_is_lost_when_its_time_is_over(one: Children) -> None:
    loss, seconds = lost(one, b"sleep 600")
    assert loss is Loss.TIME and SECONDS <= seconds < 2 * SECONDS
    assert one.ask(b"next 0") == (b"next", b"")


def test_who_uses_more_of_the_processor_than_allowed_is_lost(one: Children) -> None:
    assert lost(one, b"spin 0")[0] is Loss.TIME
    assert one.ask(b"next 0") == (b"next", b"")


def test_nobody_knows_the_processor_time_of_a_process_that_is_gone() -> None:
    assert processor_seconds(2**22 + 1) is None


def test_a_child_outlives_the_folder_its_parent_began_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "patient_child.py").write_text(WORK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    begun_in = tmp_path / "begun"
    begun_in.mkdir()
    with monkeypatch.context() as moved:
        moved.chdir(begun_in)
        made = Children("patient_child", count=1, seconds=SECONDS, memory_bytes=2**30)
    begun_in.rmdir()
    assert made.ask(b"where 0") == (b"/", b"")
    made.close()
