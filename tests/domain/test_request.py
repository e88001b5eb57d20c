"""What a request says of itself (S26)."""

import pytest

from domain.request import MOST_HEADING, shortened


@pytest.mark.parametrize(
    ("heading", "short"),
    [
        ("Trou rue de Poterie", "Trou rue de Poterie"),
        ("x" * MOST_HEADING, "x" * MOST_HEADING),
        ("B" * 5000, "B" * (MOST_HEADING - 1) + "…"),
        ("un mot, " * 40, "un mot, " * 18 + "un…"),
        ("a" * (MOST_HEADING - 1) + " bc", "a" * (MOST_HEADING - 1) + "…"),
    ],
)
def test_a_heading_is_a_line_of_150_characters_at_most(heading: str, short: str) -> None:
    assert (shortened(heading), len(shortened(heading)) <= MOST_HEADING) == (short, True)
