"""An installation for the tests of workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.wiring import Installation
from tests import installations


@pytest.fixture
def embedded_hall(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation with two towns that lives in one process; it sweeps only at its start."""
    values = {"database_url": sqlite_url, "smtp_port": 25, "sweep_seconds": 3600}
    opened = installations.installation(installations.settings(tmp_path / "data", **values))
    try:
        yield opened
    finally:
        opened.close()
