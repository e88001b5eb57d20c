import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from rules.factors import required_factors


@pytest.mark.parametrize(
    ("expression", "factors"),
    [
        ("foo.*barbaz", {"barbaz"}),
        ("foo|ba", set()),
        ("(fuite|odeur)", {"fuite", "odeur"}),
        ("(?:fuite|odeur) de gaz", {" de gaz"}),
        ("(fuite|odeur)?xyz", {"xyz"}),
        (r"\bcoeur\b", {"coeur"}),
        ("abc?de", set()),
        ("ab+cde", {"cde"}),
        ("(?i)ABCD", {"abcd"}),
        (r"abc\.def", {"abc.def"}),
        (r"\[abc\]", {"[abc]"}),
        ("[]a]xyz", {"xyz"}),
        ("[[:alpha:]]xyz", {"xyz"}),
        ("(abcd)*efg", {"efg"}),
        ("(abcd){0}efg", {"efg"}),
        ("(abcd){2}x", {"abcd"}),
        ("abc{", {"abc{"}),
        (r"\Qab(c\E", set()),
        (r"\x{41}bcd", set()),
        ("", set()),
    ],
)
def test_what_must_stand_in_every_match(expression: str, factors: set[str]) -> None:
    assert next(iter(required_factors(expression)), set()) == factors


def test_all_that_must_stand_is_told_the_longer_first() -> None:
    found = required_factors(r"gaz.*(odeur|fuite)\b.*compteur")
    assert [sorted(factors) for factors in found] == [["compteur"], ["fuite", "odeur"], ["gaz"]]


ATOMS = st.sampled_from(["a", "b", "abc", "cab", ".", "[ab]", "(abc)", "(?:bc|ca)", r"\b", r"\d", r"\.", "(|a)", "(a|bcd)", "^", "$", "{"])
REPEATS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{0,2}", "*?", "{1}"])


@given(st.lists(st.tuples(ATOMS, REPEATS), max_size=5), st.text("abcd. 1{", max_size=30))
def test_no_match_is_without_one_of_them(parts: list[tuple[str, str]], text: str) -> None:
    expression = "".join(atom + repeat for atom, repeat in parts)
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(expression, options)
    except re2.error:
        return
    if compiled.search(text):
        assert all(any(factor in text for factor in factors) for factors in required_factors(expression))
