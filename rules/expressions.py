"""Regular expressions of rules: linear-time ones only (RE2), on folded text, found again in the requester's own characters."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import ahocorasick
import re2

from domain.evidence import Span
from rules.factors import Factors, required_factors
from rules.situation import Said
from rules.words import Words, fold, fold_text

_MOST_MEMORY = 1 << 21
"""Bytes that one expression may take, program and cache: some 2,000 times what an ordinary one needs."""
_LONGEST = 1000
_ANYTHING = " mot 1, mot\n"
"""Has borders of words and lines: what finds nothing but a border finds it here."""


class Refusal(StrEnum):
    """Why an expression is refused, in words."""

    EMPTY = "it is empty, or it also matches a message in which nothing is written"
    TOO_LONG = "it is too long"
    TOO_LARGE = "it needs too much memory, or repeats something too often (1,000 times at most, the smaller number first)"
    LOOKS_AROUND = "it looks ahead or behind ((?=…), (?!…), (?<=…)), which no linear-time engine can do"
    REFERS_BACK = "it refers back to a group (\\1, (?P=name)), which no linear-time engine can do"
    PARENTHESIS = "a parenthesis is not closed, or closed without being opened"
    BRACKET = "a square bracket is not closed, or what stands in it is no range of characters"
    REPETITION = "a repetition (*, +, ?, {…}) repeats nothing, or another repetition"
    ESCAPE = "a backslash stands before something that it cannot escape"
    OTHER = "RE2 does not know this way of writing"


_REFUSALS: tuple[tuple[str, Refusal], ...] = (
    (r"invalid perl operator: \(\?<?[=!]", Refusal.LOOKS_AROUND),
    (r"invalid escape sequence: \\\\?[0-9kg]", Refusal.REFERS_BACK),
    (r"invalid repetition size|pattern too large|too large", Refusal.TOO_LARGE),
    (r"missing \)|unexpected \)|missing parenthesis", Refusal.PARENTHESIS),
    (r"missing \]|invalid character class", Refusal.BRACKET),
    (r"repetition operator|argument for repetition", Refusal.REPETITION),
    (r"escape|trailing", Refusal.ESCAPE),
)
"""By what RE2 says, as a pattern."""


def refusal(expression: str) -> Refusal | None:
    """Return why an expression cannot be used, None if it can."""
    if len(expression) > _LONGEST:
        return Refusal.TOO_LONG
    try:
        compiled = _compile(expression)
    except re2.error as error:
        return Refusal.REFERS_BACK if "(?P=" in expression else _refusal_for(_words_of(error))
    if r"\C" in expression:
        # It matches half a character, of which nothing can be shown.
        return Refusal.ESCAPE
    return Refusal.EMPTY if any(found is not None and not found[0] for found in map(compiled.search, ("", _ANYTHING))) else None


def needs_certain_words(expression: str) -> bool:
    """Return whether an expression only matches where certain words stand; others are tried on every message."""
    return bool(required_factors(_folded_expression(expression)))


class Expressions:
    """The expressions of a rule set, compiled once; immutable afterwards. Those that cannot be used match nothing."""

    def __init__(self, expressions: Iterable[str]) -> None:
        """Compile the expressions behind an automaton of the words that each needs."""
        self._compiled = {one: compiled for one in dict.fromkeys(expressions) if (compiled := _usable(one)) is not None}
        needed = _rarest({one: required_factors(_folded_expression(one)) for one in self._compiled})
        self.unfiltered = tuple(one for one in self._compiled if one not in needed)
        """Expressions that need no certain word: each is tried on every message."""
        by_factor: dict[str, list[str]] = {}
        for expression, factors in needed.items():
            for factor in sorted(factors):
                by_factor.setdefault(factor, []).append(expression)
        self._factors = ahocorasick.Automaton()
        for factor, same in by_factor.items():
            self._factors.add_word(factor, tuple(same))
        self._is_filtered = bool(by_factor)
        if by_factor:
            self._factors.make_automaton()

    def find(self, words: Words) -> Mapping[str, Said]:
        """Return the expressions that match a part, with the characters of the first match. Cost is linear in its length."""
        if not self._compiled or not words.source:
            return {}
        folded = fold_text(words.source)
        candidates = dict.fromkeys(self.unfiltered)
        if self._is_filtered:
            for _, same in self._factors.iter(folded.text):
                candidates.update(dict.fromkeys(same))
        matches = ((one, self._compiled[one].search(folded.text)) for one in candidates)
        # What matches nothing at all has no words to show, and is none.
        return {one: _said(words, folded.span(*match.span())) for one, match in matches if match is not None and match[0]}


def _rarest(needed: Mapping[str, tuple[Factors, ...]]) -> Mapping[str, Factors]:
    """Return for each expression the words it needs that the fewest expressions need, of those the longest."""
    uses = Counter(factor for sets in needed.values() for factors in sets for factor in factors)
    return {one: min(sets, key=lambda factors: max(uses[factor] for factor in factors)) for one, sets in needed.items() if sets}


def _usable(expression: str) -> "re2._Regexp | None":
    return None if refusal(expression) is not None else _compile(expression)


def _said(words: Words, span: tuple[int, int]) -> Said:
    start, end = span
    where = Span(part=words.part, start=words.offset + start, end=words.offset + end)
    return Said(quote=words.source[start:end], where=where, plain=True)


def _compile(expression: str) -> "re2._Regexp":
    """Return the compiled expression; re2 keeps those it has seen."""
    return re2.compile(_folded_expression(expression), _options())


def _folded_expression(expression: str) -> str:
    """Return an expression without accents. Its case stays, since it matters after a backslash; RE2 is told not to mind it."""
    return "".join(character if character.isascii() else fold(character) for character in expression)


def _options() -> "re2.Options":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    options.case_sensitive = False
    return options


def _words_of(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


def _refusal_for(said: str) -> Refusal:
    return next((reason for pattern, reason in _REFUSALS if re.search(pattern, said)), Refusal.OTHER)
