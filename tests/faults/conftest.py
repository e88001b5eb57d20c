"""What the tests of faults share. Moments are drawn from a seed, which a failing test prints."""

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path

import pytest

from tests.faults import layer
from tests.faults import relay as relays
from tests.faults.hall import LaidOut, lay_out
from tests.faults.layer import Layer
from tests.faults.relay import Relay

SEED = "FAULTS_SEED"
"""Variable that draws the moments of a failure again."""


Rounds = Callable[[int], Iterator[int]]

MINUTES = "FAULTS_MINUTES"
"""How long each test of the long form goes on."""


@pytest.fixture
def is_long(pytestconfig: pytest.Config) -> bool:
    """Whether the long form is wanted: many rounds, some minutes each."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture
def rounds(is_long: bool) -> Rounds:
    """Counts rounds: so many in the short form, and in the long form as many as there are in some minutes."""

    def counted(few: int) -> Iterator[int]:
        until = time.monotonic() + 60 * float(os.environ.get(MINUTES, "5"))
        return takewhile(lambda number: number < few or (is_long and time.monotonic() < until), count())

    return counted


@pytest.fixture
def chance() -> Iterator[random.Random]:
    """Draws moments; what it began with is printed, and shown where the test fails."""
    seed = int(os.environ.get(SEED, "0")) or time.time_ns() % 2**32
    print(f"\n{SEED}={seed}")
    yield random.Random(seed)  # noqa: S311 — moments to kill at


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> LaidOut:
    """Two towns, to be copied."""
    return lay_out(tmp_path_factory.mktemp("laid-out") / "data")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The layer that plays the machine, where it can be compiled."""
    return layer.build(tmp_path_factory.mktemp("layer"))


@pytest.fixture
def machine(library: Path | None, tmp_path: Path, home: Path) -> Layer:
    """A layer under the processes of a hall, whose data folder is what can be full."""
    if library is None:
        pytest.skip("there is no C compiler (Debian: apt-get install gcc libc6-dev) to make the layer with that plays the machine")
    return Layer(library, tmp_path / "state", home / "data")


@pytest.fixture
def relay() -> Iterator[tuple[Relay, str]]:
    """A relay with its address."""
    with relays.relay() as found:
        yield found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for all that a hall has."""
    folder = tmp_path / "hall"
    folder.mkdir()
    return folder


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A folder for a cluster: its path is short enough for sockets, and the servers' own users may enter it."""
    folder = Path(tempfile.mkdtemp(prefix="citoyen-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
