import re

import pytest

from ingest.expressions import compiled, shown, signs, wide

TEXTS = ("un trou", "trou|rue", "rue 12", "a(b", "ab", "x-ab", "[|]", "aab", "", "12 rue", "é|è", "mairie\nrue")
EXPRESSIONS = (
    r"trou|rue",
    r"\btrou\b|rue(?! 12)|(?<![\d.])ab",
    r"(?<!x-)ab",
    r"[|]|a\(b|(?:x|y(?=z))",
    r"[^|)(]b|\|",
    r"[]|]|(?!a)b",
    r"(?:trou|rue(?! 12))\b|^12",
    r"a{1,2}b|(?<=a)c",
    r"(?:a(?!(?:b|[)])c)|x)b?",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression_finds_what_the_standard_one_finds(expression: str) -> None:
    for text in TEXTS:
        assert bool(compiled(expression).search(text)) == bool(re.search(expression, text)), text


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_wide_expression_finds_all_that_the_whole_one_finds(expression: str) -> None:
    for text in TEXTS:
        assert wide(expression).search(text) or not re.search(expression, text), text


def test_wide_expression_does_without_what_looks_around() -> None:
    assert wide(r"rue(?! (?:12|[)]))|(?<=x)b").search("rue 12")
    assert wide(r"rue(?! (?:12|[)]))|(?<=x)b").search("ab")
    assert not wide(r"rue(?! (?:12|[)]))|(?<=x)c").search("12")


def test_table_of_signs_shows_in_one_pass_what_each_shows_by_itself() -> None:
    table = signs({str(number): expression for number, expression in enumerate(EXPRESSIONS)})
    for text in TEXTS:
        assert shown(text, table) == {str(number) for number, expression in enumerate(EXPRESSIONS) if re.search(expression, text)}
        assert shown(text, table, ("0", "2")) == shown(text, table) & {"0", "2"}
