"""What an expression cannot match without: words of it that must stand in the text, so that it need not be tried on every message."""

import re
from dataclasses import dataclass

_SHORTEST = 3
_REPETITION = re.compile(r"\{(\d+)(?:,\d*)?\}")
_OPENING = re.compile(r"\(\?(?:P?<\w+>|[a-zA-Z]*(?:-[a-zA-Z]+)?:)|\((?!\?)")
_SETTING = re.compile(r"\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?\)")
_HARD = re.compile(r"\\[QxpP0-9]")
"""Quotations, code points and classes of letters: rare, and not worth a parser."""
_ASSERTIONS = frozenset("bBAz")

Factors = frozenset[str]
_NONE: Factors = frozenset()


def required_factors(expression: str) -> tuple[Factors, ...]:
    """Return sets of strings, of each of which one must stand in every text that a valid expression matches, the longer first.

    None where that cannot be said. The strings are in lower case, as the folded text is.
    """
    found = [] if _HARD.search(expression) else _Reader(text=expression).alternatives()
    return tuple(sorted(dict.fromkeys(found), key=_worth, reverse=True))


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads an expression once from left to right."""

    text: str
    at: int = 0

    def alternatives(self) -> list[Factors]:
        """Return what the text up to a closing parenthesis needs: of several branches the best strings of each; none if one has none."""
        branches = [self._branch()]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self._branch())
        if len(branches) == 1:
            return branches[0]
        return [frozenset().union(*(max(found, key=_worth) for found in branches))] if all(branches) else []

    def _branch(self) -> list[Factors]:
        """Return what a sequence needs."""
        found: list[Factors] = []
        run = ""
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            atom, factors = self._atom()
            mandatory, once = self._repeated()
            if atom is not None and mandatory:
                run += atom
            if atom is None or not once:
                found.append(_kept(run))
                run = ""
            if mandatory:
                found.extend(factors)
        found.append(_kept(run))
        return [factors for factors in found if factors]

    def _atom(self) -> tuple[str | None, list[Factors]]:
        """Return the character an atom stands for (none for a class or group, empty for what takes no room) and its own strings."""
        if setting := _SETTING.match(self.text, self.at):
            self.at = setting.end()
            return "", []
        if opening := _OPENING.match(self.text, self.at):
            self.at = opening.end()
            factors = self.alternatives()
            self.at += 1
            return None, factors
        character = self.text[self.at]
        self.at += 1
        if character == "\\":
            return self._escaped(), []
        if character == "[":
            self._skip_class()
            return None, []
        return {"^": "", "$": "", ".": None}.get(character, character.lower()), []

    def _escaped(self) -> str | None:
        character = self.text[self.at]
        self.at += 1
        if character in _ASSERTIONS:
            return ""
        return None if character.isalnum() else character

    def _skip_class(self) -> None:
        """Go past a class of characters; a bracket that comes first in it stands for itself."""
        self.at += self.text[self.at] == "^"
        self.at += self.text[self.at] == "]"
        while self.text[self.at] != "]":
            if self.text.startswith("[:", self.at):
                self.at = self.text.index(":]", self.at) + 1
            self.at += 2 if self.text[self.at] == "\\" else 1
        self.at += 1

    def _repeated(self) -> tuple[bool, bool]:
        """Go past a repetition; return whether the atom must be there, and whether exactly once."""
        mandatory = once = True
        while self.at < len(self.text):
            counted = _REPETITION.match(self.text, self.at)
            if counted is None and self.text[self.at] not in "*+?":
                break
            mandatory = mandatory and (int(counted[1]) > 0 if counted else self.text[self.at] == "+" or not once)
            once = False
            self.at = counted.end() if counted else self.at + 1
        return mandatory, once


def _worth(factors: Factors) -> int:
    """Return the length of the shortest string: the longer, the rarer."""
    return min(map(len, factors))


def _kept(run: str) -> Factors:
    return frozenset({run}) if len(run) >= _SHORTEST else _NONE
