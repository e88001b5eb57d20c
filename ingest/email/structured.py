"""Structured header fields (RFC 5322, 3.2) taken apart: quoted strings and comments are told from what stands outside them."""

import re
from collections.abc import Iterator
from enum import Enum, auto

_PIECE = re.compile(r'[^\\"()]+|\\.?|["()]', re.DOTALL)


class Stretch(Enum):
    """What a stretch of a field is."""

    PLAIN = auto()
    QUOTED = auto()
    """A quoted string, without its quotes and backslashes."""
    COMMENT = auto()
    """A comment, without its outer brackets; those within it are dropped."""


def stretches(value: str) -> Iterator[tuple[Stretch, str]]:
    """Yield the stretches of a field in order, in linear time. What was never closed reaches to the end."""
    kind, depth = Stretch.PLAIN, 0
    held: list[str] = []
    for piece in _PIECE.findall(value):
        depth = _depth(piece, depth, kind)
        opened = Stretch.QUOTED if piece == '"' else Stretch.COMMENT if piece == "(" else Stretch.PLAIN
        if kind is Stretch.PLAIN and opened is not Stretch.PLAIN:
            kind = opened
        elif (kind is Stretch.QUOTED and piece == '"') or (kind is Stretch.COMMENT and depth == 0):
            yield kind, "".join(held)
            kind, held = Stretch.PLAIN, []
        elif kind is not Stretch.PLAIN:
            held.append(piece[1:] if piece.startswith("\\") else "" if kind is Stretch.COMMENT and piece in "()" else piece)
        elif piece != ")":
            yield kind, piece
    if kind is not Stretch.PLAIN:
        yield kind, "".join(held)


def _depth(piece: str, depth: int, kind: Stretch) -> int:
    """Return how many comments are open after a piece."""
    if kind is Stretch.QUOTED:
        return depth
    return max(0, depth + (piece == "(") - (piece == ")"))
