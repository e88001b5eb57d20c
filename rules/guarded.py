"""Regular expressions that look around, tried only where a linear-time one (RE2) says that they may match: in a thirtieth of the time."""

import re
import sys
from collections.abc import Iterator, Sequence

import re2

_MOST_MEMORY = 1 << 23
"""Bytes that a guard may take, program and cache."""
_SPACES = r"\s\x0b\x1c-\x1f\x{85}\pZ"
"""What ``\\s`` stands for in a text, inside a class: RE2 knows only the spaces of ASCII."""
_CLASSES = {"s": _SPACES, "w": r"\pL\pN_", "d": r"\p{Nd}"}
_SPACES_OF_A_LINE = r"[^\S\n]"
_LOOKS = re.compile(r"\(\?<?[=!]")
_AHEAD = re.compile(r"\(\?=")
_NEGATED = re.compile(r"\\[SWD]")
_NOTHING = "(?:)"
_BORDERS = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z"})
_POSSESSIVE = frozenset({"*+", "++", "?+", "}+"})
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?:|\(\?P<\w+>|[()]|[*+?}][+?]|[\^$]|.", re.DOTALL)
_FLAGS = {re.IGNORECASE: "i", re.DOTALL: "s"}


class Guarded:
    """An expression behind its guard; finds what `re` finds. Immutable."""

    def __init__(self, expression: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        """Compile both."""
        self.expression = re.compile(expression, flags)
        letters = "".join(letter for flag, letter in _FLAGS.items() if flag & flags)
        self._guard = re2.compile(f"(?{letters}:{loosened(expression)})" if letters else loosened(expression), _options())

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match that lies from ``start`` to before ``end``."""
        return next(self.finditer(text, start, end), None)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield all matches that lie from ``start`` to before ``end``.

        Where the expression matches, its guard matches from the same character on, so only the characters of what that finds are tried.
        """
        try:
            may_be = [found.span() for found in self._guard.finditer(text, start, min(end, len(text)))]
        except UnicodeEncodeError:
            # Half a character, which no UTF-8 has.
            yield from self.expression.finditer(text, start, end)
            return
        match, free = self.expression.match, start
        for first, last in may_be:
            for at in range(first, max(last, first + 1)):
                found = match(text, at, end) if at >= free else None
                if found is not None:
                    yield found
                    free = max(found.end(), at + 1)


def _options() -> re2.Options:
    """Return options by which an expression too large for quick work is still worked, and says nothing."""
    options = re2.Options()
    options.max_mem = _MOST_MEMORY
    options.log_errors = False
    return options


def loosened(expression: str) -> str:
    """Return an expression for RE2 that matches at least from where this one does: without what looks around, borders and greed.

    What an expression looks for last stays, since nothing else has to stand there.
    """
    pieces = [match[0] for match in _TOKEN.finditer(expression)]
    found: list[str] = []
    at = 0
    while at < len(pieces):
        end = _closing(pieces, at) if _LOOKS.match(pieces[at]) else at
        if end == at:
            found.append(_loosened_piece(pieces[at]))
        elif end == len(pieces) - 1 and _AHEAD.match(pieces[at]):
            found.append(f"(?:{loosened(''.join(pieces[at + 1 : end]))})")
        else:
            found.append(_NOTHING)
        at = end + 1
    return "".join(found)


def _closing(pieces: Sequence[str], opening: int) -> int:
    """Return where a group ends."""
    depth = 0
    for at in range(opening, len(pieces)):
        depth += pieces[at][0] == "("
        depth -= pieces[at] == ")"
        if not depth:
            return at
    message = "a group is not closed"
    raise ValueError(message)


def _loosened_piece(piece: str) -> str:
    """Return one piece for RE2."""
    if piece == _SPACES_OF_A_LINE:
        return r"[\t\f\r\x0b\x1c-\x1f\x{85}\pZ]"
    if piece in _BORDERS:
        return _NOTHING
    if piece[0] == "[" and _NEGATED.search(piece):
        message = f"RE2 knows no {piece} of all letters"
        raise ValueError(message)
    if piece[0] == "[":
        return re.sub(r"\\([swd])", lambda name: _CLASSES[name[1]], piece)
    if piece[0] == "\\" and piece[1].lower() in _CLASSES:
        return f"[{'^' * piece[1].isupper()}{_CLASSES[piece[1].lower()]}]"
    return piece[0] if piece in _POSSESSIVE else piece
