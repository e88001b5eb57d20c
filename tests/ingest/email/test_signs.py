import re

import pytest

from ingest.email.signs import compiled

TEXTS = ("un trou", "trou|rue", "rue 12", "a(b", "ab", "x-ab", "[|]", "aab", "", "12 rue", "é|è", "mairie\nrue")


@pytest.mark.parametrize(
    "expression",
    [
        r"trou|rue",
        r"\btrou\b|rue(?! 12)|(?<![\d.])ab",
        r"(?<!x-)ab",
        r"[|]|a\(b|(?:x|y(?=z))",
        r"[^|)(]b|\|",
        r"[]|]|(?!a)b",
        r"(?:trou|rue(?! 12))\b|^12",
        r"a{1,2}b|(?<=a)c",
    ],
)
def test_expression_finds_what_the_standard_one_finds(expression: str) -> None:
    for text in TEXTS:
        assert bool(compiled(expression).search(text)) == bool(re.search(expression, text)), text
