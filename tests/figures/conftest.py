"""A town hall whose facts are those of sixty requests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.wiring import Installation
from store.facts_kept import Due, keep
from tests import installations
from tests.conftest import Filled
from tests.figures.sixty import sixty


@pytest.fixture
def town_of_sixty(filled: Filled, tmp_path: Path) -> Iterator[Installation]:
    """The town of Bréville with sixty requests; each test runs on SQLite and on PostgreSQL."""
    with filled.copied(_save, tmp_path) as url:
        opened = installations.opened(installations.settings(tmp_path / "data", database_url=url))
        try:
            yield opened
        finally:
            opened.close()


def _save(url: str) -> None:
    installations.save_towns(url)
    opened = installations.opened(installations.settings(Path(), database_url=url))
    try:
        with opened.database.write() as session:
            keep(session, Due(notes=(), requests=()), sixty(installations.BREVILLE), ())
    finally:
        opened.close()
