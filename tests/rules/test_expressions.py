import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence import READ_CHARACTERS
from rules.expressions import Expressions, Refusal, needs_certain_words, refusal
from rules.words import read_words
from tests.soon import soon


def quotes(expression: str, text: str) -> list[str]:
    return [said.quote for said in Expressions([expression]).find(read_words(text)).values()]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", Refusal.EMPTY),
        (".*", Refusal.EMPTY),
        ("(gaz)?", Refusal.EMPTY),
        (r"\b", Refusal.EMPTY),
        (r"x*\b", Refusal.EMPTY),
        (r"(?m)^|gaz", Refusal.EMPTY),
        (r"\B|gaz", Refusal.EMPTY),
        ("x" * 1001, Refusal.TOO_LONG),
        (r"(a{1000}){1000}", Refusal.TOO_LARGE),
        (r"a{2000}", Refusal.TOO_LARGE),
        (r"(?:\pL{1000})", Refusal.TOO_LARGE),
        (r"gaz(?=on)", Refusal.LOOKS_AROUND),
        (r"gaz(?!on)", Refusal.LOOKS_AROUND),
        (r"(?<=le )gaz", Refusal.LOOKS_AROUND),
        (r"(a)\1", Refusal.REFERS_BACK),
        (r"(?P<x>a)(?P=x)", Refusal.REFERS_BACK),
        ("(gaz", Refusal.PARENTHESIS),
        ("gaz)", Refusal.PARENTHESIS),
        ("[gaz", Refusal.BRACKET),
        ("[z-a]", Refusal.BRACKET),
        ("*gaz", Refusal.REPETITION),
        ("gaz++", Refusal.REPETITION),
        (r"gaz\q", Refusal.ESCAPE),
        ("gaz\\", Refusal.ESCAPE),
        (r"\C", Refusal.ESCAPE),
        ("(?z)gaz", Refusal.OTHER),
        (r"\bgaz\b", None),
        ("école|collège", None),
        (r"\d{5}", None),
    ],
)
def test_an_expression_is_refused_with_its_reason(expression: str, reason: Refusal | None) -> None:
    assert refusal(expression) is reason


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        (r"\bcœur\b", "AU CŒUR DE LA VILLE", ["CŒUR"]),
        (r"\bcoeur\b", "le cœur de ville", ["cœur"]),
        (r"École\w*", "Des ÉCOLES", ["ÉCOLES"]),
        (r"\bécole", "l'école", ["école"]),
        (r"l'eau", "l’eau coule", ["l’eau"]),
        (r"n° ?\d+", "au n° 12", ["n° 12"]),
        (r"e\u0301te", "l'été", []),
        (r"ete$", "l'e\u0301te\u0301", ["e\u0301te\u0301"]),
        (r"(fuite|odeur) de (gaz|fioul)", "une odeur de fioul", ["odeur de fioul"]),
        (r"\D{3}\d", "abc1", ["abc1"]),
    ],
)
def test_expressions_match_folded_text_and_show_the_original(expression: str, text: str, found: list[str]) -> None:
    assert quotes(expression, text) == found


def test_an_expression_that_cannot_be_used_matches_nothing_and_harms_no_other() -> None:
    compiled = Expressions(["(?=gaz)", "(", "gaz"])
    assert list(compiled.find(read_words("du gaz"))) == ["gaz"]


def test_expressions_that_need_no_certain_word_are_known() -> None:
    assert Expressions([r"\d{5}", "gaz on"]).unfiltered == (r"\d{5}",)
    assert needs_certain_words("(fuite|odeur)") and not needs_certain_words("(fuite|)")


def test_the_cost_is_linear_whatever_the_expression() -> None:
    words = read_words("a" * READ_CHARACTERS + "!")
    compiled = Expressions([r"(a+)+$", r"(a|aa)+$", r"(.*a){20}b"])
    with soon(1):
        assert compiled.find(words) == {}


@given(st.text(max_size=60), st.text("aàâéèœæçßﬁ½’\u0301 E", max_size=40))
def test_any_match_is_found_again_in_the_original(before: str, text: str) -> None:
    source = f"{before}gaz{text}"
    words = read_words(source)
    for said in Expressions([r"gaz", r"[ae]+", r".+"]).find(words).values():
        assert said.quote == source[said.where.start : said.where.end]
        assert said.quote
