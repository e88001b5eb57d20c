"""An installation for the tests of flows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.wiring import Installation
from tests import installations


@pytest.fixture
def town_hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation with two towns; each test runs on SQLite and on PostgreSQL."""
    opened = installations.installation(installations.settings(tmp_path / "data", database_url=database_url))
    try:
        yield opened
    finally:
        opened.close()
