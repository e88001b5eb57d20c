"""Every e-mail of the labelled French corpus gives its kind, its requester, its flags and the numbers it cites."""

from pathlib import Path

import pytest

from bench.reading_fr import CORPUS, misses, read

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")


def cases() -> list[Path]:
    return sorted(path.parent for path in CORPUS.glob("*/input.eml"))


@pytest.mark.parametrize("folder", cases(), ids=lambda folder: folder.name)
def test_a_mail_is_read_as_labelled(folder: Path) -> None:
    draft, expected = read(folder)
    assert misses(draft, expected) == {}
    assert bool(draft.text.strip()) == (expected["kind"] != "blank")
