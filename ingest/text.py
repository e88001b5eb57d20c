"""New text only: quotes, signatures and notices cut from what a person wrote. Line based and linear in the length of the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.plain import squeezed, tidy
from ingest.quotes import Forwarded, apart, find_cut
from ingest.signature import cut_signature

MAX_CHARACTERS = 100_000
MAX_LINES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """What a message says by itself, taken apart.

    ``text`` is the new text; ``signature`` the lines of the sender's block; ``quoted`` what was written before by anybody;
    ``forwarded`` the first message within the text that has header lines of its own; ``is_marked_forward`` whether its client called
    it forwarded.
    """

    text: str
    signature: tuple[str, ...] = ()
    quoted: str = ""
    forwarded: Forwarded | None = None
    is_marked_forward: bool = False
    is_cut: bool = False


def new_text(text: str, names: Sequence[str] = ()) -> NewText:
    """Take a message's text apart. ``names`` are the sender's display name and the like: a last line that ends with one is a signature."""
    is_cut = len(text) > MAX_CHARACTERS
    lines = tidy(text[:MAX_CHARACTERS]).split("\n")
    if len(lines) > MAX_LINES:
        lines = _without_empty_runs(lines)
        is_cut = is_cut or len(lines) > MAX_LINES
        lines = lines[:MAX_LINES]
    cut = find_cut(lines)
    own, quoted, forwarded, is_marked = apart(lines, cut)
    body, signature = cut_signature(own, names)
    return NewText(text=body, signature=signature, quoted=squeezed(quoted), forwarded=forwarded, is_marked_forward=is_marked, is_cut=is_cut)


def _without_empty_runs(lines: Sequence[str]) -> list[str]:
    return squeezed(lines).split("\n")
