"""New text only: quotes, signatures and notices cut from what a person wrote. Line based and linear in the length of the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.answers import announces_answers, answers_within, is_sent_again
from ingest.apart import Apart, Forwarded, apart
from ingest.banners import without_banner
from ingest.closings import is_salutation
from ingest.placeholders import without_placeholders
from ingest.plain import squeezed, tidy
from ingest.quotes import find_cut, plain_marks
from ingest.signature import cut_signature

MAX_CHARACTERS = 100_000
MAX_LINES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """What a message says by itself, taken apart.

    ``text`` is the new text; ``signature`` the lines of the sender's block; ``quoted`` what was written before by anybody;
    ``forwarded`` the first message within the text that has header lines of its own; ``is_marked_forward`` whether its client called
    it forwarded; ``own`` every line that is not quoted, with signature and foot.
    """

    text: str
    signature: tuple[str, ...] = ()
    quoted: str = ""
    forwarded: Forwarded | None = None
    is_marked_forward: bool = False
    is_cut: bool = False
    own: str = ""


def new_text(text: str, names: Sequence[str] = (), address: str | None = None) -> NewText:
    """Take a message's text apart.

    ``names`` are the sender's display name and the like: a last line that ends with one is a signature. ``address`` is the sender's:
    of a message he quotes it tells whether it is his own.
    """
    is_cut = len(text) > MAX_CHARACTERS
    lines = tidy(text[:MAX_CHARACTERS]).split("\n")
    if len(lines) > MAX_LINES:
        lines = _without_empty_runs(lines)
        is_cut = is_cut or len(lines) > MAX_LINES
        lines = lines[:MAX_LINES]
    lines = plain_marks(without_banner(without_placeholders(lines)))
    parts = apart(lines, find_cut(lines))
    body, signature = cut_signature(parts.own, names)
    within, signed = _own_within(parts, body, names, address)
    if within:
        above, block = cut_signature(parts.above, names)
        below, other = cut_signature(parts.below, names)
        body = squeezed("\n\n".join((above, within, below)).split("\n"))
        signature = (*block, *other, *signed)
    return NewText(
        text=body,
        signature=signature,
        quoted=squeezed(parts.quoted),
        forwarded=parts.forwarded,
        is_marked_forward=parts.is_forward,
        is_cut=is_cut,
        own="\n".join(parts.own),
    )


def _own_within(parts: Apart, own: str, names: Sequence[str], address: str | None) -> tuple[str, tuple[str, ...]]:
    """Return what of the quoted text are the writer's own words, and who signs them: answers between its lines, his message sent again."""
    quoted = parts.forwarded.text.split("\n") if parts.forwarded else []
    if is_sent_again(own, parts.forwarded, names, address):
        inner = apart(quoted, find_cut(quoted))
        said, signed = cut_signature(inner.own, names)
        greeting, _, rest = said.partition("\n")
        return (rest.strip() if is_salutation(greeting) and rest.strip() else said), signed
    if not parts.is_open or parts.is_forward:
        return "", ()
    inner_cut = find_cut(quoted)
    is_announced = announces_answers(own)
    if not is_announced and own.strip():
        return "", ()
    answers = answers_within(quoted[: inner_cut.start] if inner_cut else quoted, is_announced=is_announced)
    return squeezed(answers), ()


def _without_empty_runs(lines: Sequence[str]) -> list[str]:
    return squeezed(lines).split("\n")
