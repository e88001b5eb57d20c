"""Attachments are read one at a time, few wait, and what was read is kept for some minutes (issue 8, point 1)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from domain.errors import BusyError
from domain.ids import Sha256
from domain.inbound import Channel
from domain.paper import Origin, Page
from flows import piece_pages
from flows.piece_pages import MOST_KEPT, MOST_WAITING, PiecePages
from ingest.paper.opening.survey import Survey

NOWHERE, NONE = Path("nowhere"), Survey(kind=None)


class Paper:
    """Reads one page, once it may, and counts."""

    def __init__(self) -> None:
        self.may = Event()
        self.begun = Event()
        self.read = 0

    def pages(self, path: Path, survey: Survey, numbers: range, channel: Channel) -> Iterator[Page]:
        self.begun.set()
        assert self.may.wait(10)
        self.read += 1
        yield Page(number=0, origin=Origin.OCR)


def digest(number: int) -> Sha256:
    return Sha256(f"{number:064x}")


def test_what_was_read_is_kept_for_a_while_and_of_few_files() -> None:
    now, paper = [0.0], Paper()
    paper.may.set()
    kept = PiecePages(lambda: now[0])
    for number in (1, 1, 2, 1):
        assert len(kept.read(paper, NOWHERE, NONE, digest(number))) == 1
    assert paper.read == 2
    now[0] = piece_pages.KEPT_SECONDS + 1
    kept.read(paper, NOWHERE, NONE, digest(1))
    assert paper.read == 3
    for number in range(10, 10 + MOST_KEPT):
        kept.read(paper, NOWHERE, NONE, digest(number))
    kept.read(paper, NOWHERE, NONE, digest(1))
    assert paper.read == 4 + MOST_KEPT


def test_who_waits_for_the_same_file_gets_what_the_first_read() -> None:
    paper, kept = Paper(), PiecePages()
    with ThreadPoolExecutor(1 + MOST_WAITING) as threads:
        asked = [threads.submit(kept.read, paper, NOWHERE, NONE, digest(1)) for _ in range(1 + MOST_WAITING)]
        assert paper.begun.wait(10)
        paper.may.set()
        assert {len(one.result(10)) for one in asked} == {1}
    assert paper.read == 1


def test_one_more_than_may_wait_is_told_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece_pages, "MOST_WAITING", 0)
    paper, kept = Paper(), PiecePages()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(kept.read, paper, NOWHERE, NONE, digest(1))
        assert paper.begun.wait(10)
        began = time.monotonic()
        with pytest.raises(BusyError):
            kept.read(paper, NOWHERE, NONE, digest(2))
        assert time.monotonic() - began < piece_pages.WAIT_SECONDS / 2
        paper.may.set()
        assert first.result(10)


def test_who_waits_too_long_is_told_so_and_the_turn_is_free_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece_pages, "WAIT_SECONDS", 0.05)
    paper, kept = Paper(), PiecePages()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(kept.read, paper, NOWHERE, NONE, digest(1))
        assert paper.begun.wait(10)
        with pytest.raises(BusyError):
            kept.read(paper, NOWHERE, NONE, digest(2))
        paper.may.set()
        assert first.result(10)
    assert kept.read(paper, NOWHERE, NONE, digest(2))
