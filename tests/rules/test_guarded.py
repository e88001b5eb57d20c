import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules import beside_request, clause_cuts, clauses, letter, split, tone, written_positions
from rules.guarded import Guarded, loosened

TABLES = Path(__file__).parent
USED = tuple(
    (f"{module.__name__}.{name}", one)
    for module in (beside_request, clause_cuts, clauses, letter, split, tone, written_positions)
    for name, value in vars(module).items()
    for one in (value if isinstance(value, tuple) else (value,))
    if isinstance(one, Guarded)
)
SPACES = (" ", " ", " ", "\n", "\n\n", "\u202f", "\u00a0", "  ", "\t")
SIGNS = (".", ",", ":", "?", "!", ";", "…", "'", "’", "-", "°", "(", ")", "1", "24", "3.5", "é", "À")


def messages() -> Iterator[str]:
    for name in ("letters.tsv", "fresh_messages_13.tsv", "fresh_messages_15.tsv"):
        for line in (TABLES / name).read_text(encoding="utf-8").splitlines()[1:]:
            yield line.split("\t")[2].replace("¶", "\n")


def scrambled(expression: str, dice: random.Random) -> str:
    """Return a text of the words of an expression in any order, with all kinds of spaces and signs between."""
    words = re.findall(r"[a-zàâçéèêëîïôûù]+", expression)
    pieces = (dice.choice((dice.choice(words), dice.choice(words), dice.choice(SIGNS), dice.choice(SPACES))) for _ in range(60))
    return "".join(f"{piece}{dice.choice((*SPACES, ''))}" for piece in pieces)


def spans(found: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def test_every_module_with_slow_expressions_guards_some() -> None:
    assert {name.rpartition(".")[0] for name, _ in USED} >= {"rules.split", "rules.clauses", "rules.letter", "rules.beside_request"}


@pytest.mark.parametrize(("name", "guarded"), USED, ids=[name for name, _ in USED])
def test_finds_in_messages_what_the_expression_alone_finds(name: str, guarded: Guarded) -> None:
    for text in messages():
        for said in (text, text.lower(), text.upper()):
            assert spans(guarded.finditer(said)) == spans(guarded.expression.finditer(said)), (name, said)


@pytest.mark.parametrize(("name", "guarded"), USED, ids=[name for name, _ in USED])
def test_finds_in_any_mix_of_its_words_what_the_expression_alone_finds(name: str, guarded: Guarded) -> None:
    dice = random.Random(name)  # noqa: S311 - the same texts each run
    for _ in range(150):
        text = scrambled(guarded.expression.pattern, dice)
        start, end = sorted((dice.randrange(len(text)), dice.randrange(len(text))))
        assert spans(guarded.finditer(text)) == spans(guarded.expression.finditer(text))
        assert spans(guarded.finditer(text, start, end)) == spans(guarded.expression.finditer(text, start, end))


def test_matches_that_begin_within_another_are_all_found() -> None:
    guarded = Guarded(r"\s(?=(?:une autre|autre) chose\b)")
    assert [match.start() for match in guarded.finditer("je dis une autre chose")] == [6, 10]


def test_a_match_within_one_found_before_is_none() -> None:
    assert [match[0] for match in Guarded(r"\ba\w+ a\w*").finditer("ab ac ad ae")] == ["ab ac", "ad ae"]


def test_spaces_that_only_typography_knows_are_spaces() -> None:
    assert Guarded(r"merci\s(?!de)\w+").search("merci\u202fbeaucoup") is not None
    assert Guarded(r"[^\S\n]+(?<=\u00a0)fin").search("la\u00a0fin") is not None


def test_half_a_character_is_searched_all_the_same() -> None:
    found = Guarded(r"\bpuis\b").search("a\ud800 puis")
    assert found is not None
    assert found.start() == 3


def test_class_that_re2_cannot_widen_is_refused() -> None:
    with pytest.raises(ValueError, match="RE2"):
        loosened(r"[\W_]+")
