"""How the tests of the command line run it."""

import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from cli import logs
from cli.late import loaded as whole
from cli.main import main
from cli.offered import PARTS
from flows.settings import load_settings
from flows.town_folder import read_town
from flows.towns import load_town
from flows.wiring import open_installation

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "valognes"
MESSAGES = ROOT / "demo" / "messages"
CORPUS = ROOT.parent / "shared" / "corpus"

Run = Callable[..., int]

# What libraries change of the process when they are loaded, no test is to answer for.
for part in PARTS:
    whole(part)


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """A command that keeps running writes its log for the whole process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    for name in logs.OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of an installation of its own, and the working directory."""
    folder = tmp_path / "data"
    monkeypatch.setenv("CITOYEN_DATA", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def citoyen(data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in this process and returns its exit status."""

    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["citoyen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code if isinstance(ended.value.code, int) else 0

    return run


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of an installation with the demo town; to be copied."""
    folder = tmp_path_factory.mktemp("loaded") / "data"
    installation = open_installation(load_settings(data=folder))
    try:
        load_town(installation, read_town(DEMO), datetime.now(UTC))
    finally:
        installation.close()
    return folder


@pytest.fixture
def valognes(citoyen: Run, loaded: Path, data: Path) -> Run:
    """Runs the command on an installation with the demo town."""
    shutil.copytree(loaded, data)
    return citoyen


def process(
    *arguments: object, folder: Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    whole = {**os.environ, "PYTHONPATH": str(ROOT), "CITOYEN_DATA": str(folder / "data"), **(environment or {})}
    command = [sys.executable, "-m", "cli.main", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=whole, cwd=folder, timeout=110, check=False)


def free_port() -> str:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
