"""What of a report everybody may read beside what the rule gives: its text and photos, as an agent has approved them (publication)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import RequestId, TownId

LONGEST_TEXT = 4_000
"""As long as a description of Open311 may be."""
MOST_PHOTOS = 6
MOST_BOXES = 60
"""Boxes of one photo."""
WHOLE = 1000
"""A picture is so many thousandths wide, and as many high."""


class Finding(StrEnum):
    """What a box hides, or why it was proposed."""

    FACE = "face"
    PLATE = "plate"
    AGENT = "agent"
    """Somebody drew it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of a picture to be made unrecognisable; in thousandths of its width and height, from the left and the top."""

    left: int
    top: int
    width: int
    height: int
    finding: Finding = Finding.AGENT

    def fits(self) -> bool:
        """Return whether it lies in the picture and has an extent."""
        is_inside = min(self.left, self.top) >= 0 and self.left + self.width <= WHOLE and self.top + self.height <= WHOLE
        return is_inside and self.width > 0 and self.height > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as everybody sees it: its own copy, not the original. ``token`` names it in addresses, ``source`` is what it was made of."""

    token: str
    source: str
    width: int
    height: int
    boxes: tuple[Box, ...] = ()
    """What was hidden in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What an agent has decided of a report: its text and photos shown, or nothing (``is_shown`` False), and when."""

    request: RequestId
    town: TownId
    is_shown: bool
    text: str
    photos: tuple[Photo, ...]
    agent: str
    at: datetime
    version: int
