"""A text taken apart at the place where another message begins: own lines, quoted lines, the message within."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.quotes import QUOTE_MARK, Cut, find_cut


def _split_marked(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines without a quote mark and those with one, in order (answers below or between quotes stay)."""
    own = [line for line in lines if not QUOTE_MARK.match(line)]
    marked = [line.lstrip(" >|") for line in lines if QUOTE_MARK.match(line)]
    return own, marked


def _split_unattributed(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return own and quoted lines where no client said whose the marked lines are.

    What a line with a colon announces (« Voici nos propositions : ») is the writer's own list or citation, marks and all.
    """
    own: list[str] = []
    marked: list[str] = []
    is_announced = was_marked = False
    for line in lines:
        is_marked = QUOTE_MARK.match(line) is not None
        if is_marked and not was_marked:
            is_announced = next((above for above in reversed(own[-3:]) if above.strip()), "").rstrip().endswith(":")
        if is_marked and not is_announced:
            marked.append(line.lstrip(" >|"))
        else:
            own.append(line)
        was_marked = is_marked or (was_marked and not line.strip())
    return own, marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A message within the text, with the header lines its client wrote above it (De, Date, Objet)."""

    author: str
    subject: str | None
    date: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A message's lines taken apart: the writer's own above and below what he quotes, and the quoted.

    ``is_open``: nothing marks the quoted lines, so that answers may stand among them. ``is_forward``: its client called it forwarded.
    """

    above: list[str]
    below: list[str]
    quoted: list[str]
    forwarded: Forwarded | None = None
    is_open: bool = False
    is_forward: bool = False

    @property
    def own(self) -> list[str]:
        """Return the writer's own lines."""
        return [*self.above, "", *self.below]


def apart(lines: list[str], cut: Cut | None) -> Apart:
    """Return own lines, quoted lines and the message within that has header lines."""
    if cut is None:
        own, marked = _split_unattributed(lines)
        if not any(line.strip() for line in own):  # everything is marked: nothing else to read
            return Apart(above=marked, below=[], quoted=[])
        return Apart(above=own, below=[], quoted=marked)
    above, marked = _split_unattributed(lines[: cut.start])
    below = lines[cut.body :]
    if cut.is_open and not _is_marked(lines, cut):
        inner = [line.lstrip(" >|") if QUOTE_MARK.match(line) else line for line in below]
        has_marks = any(QUOTE_MARK.match(line) for line in below)
        return Apart(
            above=above,
            below=[],
            quoted=marked + inner,
            forwarded=_forwarded(cut, inner),
            is_open=not has_marks or any(line.strip() and not QUOTE_MARK.match(line) for line in below),
            is_forward=cut.is_forward,
        )
    after, inner = _split_marked(below)
    nested = find_cut(after)
    if nested is not None:
        after = after[: nested.start]
    return Apart(above=above, below=after, quoted=marked + inner, forwarded=_forwarded(cut, inner), is_forward=cut.is_forward)


def _is_marked(lines: Sequence[str], cut: Cut) -> bool:
    """Whether the header lines of an answered message bear marks, as then all of it does; what stands below without is new."""
    first = next((line for line in lines[cut.body :] if line.strip(" >|")), "")
    return not cut.is_forward and bool(QUOTE_MARK.match(lines[cut.start]) and QUOTE_MARK.match(first))


def _forwarded(cut: Cut, inner: Sequence[str]) -> Forwarded | None:
    author = cut.values.get("author") or cut.values.get("attribution")
    if not author:
        return None
    return Forwarded(author=author, subject=cut.values.get("subject"), date=cut.values.get("date"), text="\n".join(inner))
