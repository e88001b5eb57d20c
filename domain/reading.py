"""How surely the figures on paper were read (lecture incertaine).

A wrong figure looks as right as any: one in doubt is asked and not taken.
"""

from domain.draft import Draft
from domain.evidence import Part, Span

SURE_FIGURE = 70
"""Confidence from which figures are taken, 0 to 100: of those on clean pages one in fifty lies below, of those written by hand or half
hidden by a stamp most do."""


def is_figure_unsure(draft: Draft, where: Span) -> bool:
    """Tell whether a word with a figure within some characters of a draft's parts was read with doubt; never where it is not of paper."""
    if draft.paper is None:
        return False
    said, offset = _part(draft, where.part)
    return any(
        word.part is where.part
        and word.start < where.end
        and word.end > where.start
        and word.confidence < SURE_FIGURE
        and any(map(str.isdigit, said[max(0, word.start - offset) : max(0, word.end - offset)]))
        for word in draft.paper.layout
    )


def _part(draft: Draft, part: Part) -> tuple[str, int]:
    """Return a part's characters and the number of the first in the whole message."""
    match part:
        case Part.BODY:
            return draft.text, draft.offset
        case Part.HEADING:
            return draft.heading or "", 0
        case Part.SIGNATURE:
            return draft.signature, 0
        case _:
            return "", 0
