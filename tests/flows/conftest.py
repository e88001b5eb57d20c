"""An installation for the tests of flows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.towns import load_town
from flows.wiring import Installation
from tests import demo_town, installations
from tests.conftest import Filled


@pytest.fixture
def town_hall(filled: Filled, tmp_path: Path) -> Iterator[Installation]:
    """An installation with two towns; each test runs on SQLite and on PostgreSQL."""
    with filled.copied(installations.save_towns, tmp_path) as url:
        yield from _opened(url, tmp_path)


@pytest.fixture
def demo_hall(filled: Filled, tmp_path: Path) -> Iterator[Installation]:
    """An installation with those two and the demo town, loaded at NOW."""
    with filled.copied(_save_demo, tmp_path) as url:
        yield from _opened(url, tmp_path)


def _save_demo(url: str) -> None:
    installations.save_towns(url)
    opened = installations.opened(installations.settings(Path(), database_url=url))
    try:
        load_town(opened, demo_town.demo_town(), installations.NOW)
    finally:
        opened.close()


def _opened(url: str, folder: Path) -> Iterator[Installation]:
    opened = installations.opened(installations.settings(folder / "data", database_url=url))
    try:
        yield opened
    finally:
        opened.close()
