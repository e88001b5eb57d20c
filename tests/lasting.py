"""Children that read for all tests of a process: to start them anew for each installation costs more than most tests do."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from flows import wiring
from ingest.paper.opening.limits import Limits
from ingest.paper.reader import PaperReader
from ingest.reader import READ_SECONDS, Reader
from ingest.tasks import MODULE


class _LastingReader(Reader):
    def close(self) -> None:
        """Leave the children for the next installation."""

    def end(self) -> None:
        super().close()


class _LastingPaperReader(PaperReader):
    def close(self) -> None:
        """Leave the children for the next installation."""

    def end(self) -> None:
        super().close()


@cache
def _reader(module: str, seconds: float) -> Reader:
    made = _LastingReader(count=1, module=module, seconds=seconds)
    atexit.register(made.end)
    return made


@cache
def _paper(limits: Limits, seconds: float) -> PaperReader:
    made = _LastingPaperReader(count=1, limits=limits, seconds=seconds)
    atexit.register(made.end)
    return made


@contextmanager
def lasting_children() -> Iterator[None]:
    """Give one child of each sort to every installation of this process; they end with it.

    However many an installation wants: as many tests run at once as there are processors.
    """

    def reader(*, count: int, module: str = MODULE, seconds: float = READ_SECONDS) -> Reader:
        assert count > 0
        return _reader(module, seconds)

    def paper(*, count: int, limits: Limits, seconds: float) -> PaperReader:
        assert count > 0
        return _paper(limits, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "Reader", reader)
        patch.setattr(wiring, "PaperReader", paper)
        yield
