"""Colours a town chooses, and what is read on them (WCAG 2.1, contrast ratio)."""

import re
from dataclasses import dataclass

_COLOUR = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5
"""The least contrast of text (WCAG 1.4.3, level AA)."""
BLACK, WHITE = "#000000", "#ffffff"
LIGHT_GROUND, DARK_GROUND = "#f4f5f7", "#22272e"
"""The least light ground of text in the light theme, and the least dark one in the dark theme."""
_STEPS = 100
_LINEAR_BELOW = 0.04045


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The colours of a portal: the town's own, text on it, and the nearest that are read as links on light and on dark ground."""

    colour: str
    text: str
    link: str
    dark_link: str

    @property
    def is_mended(self) -> bool:
        """Whether the town's colour could not be read as a link on light ground as it is."""
        return self.link != self.colour


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour as ``#rrggbb``, in small letters."""
    return _COLOUR.fullmatch(text) is not None


def look_of(colour: str) -> Look:
    """Return the colours made of a town's one. On any colour either black or white is read: one of them has 4.58 to 1 at least."""
    text = BLACK if contrast(colour, BLACK) > contrast(colour, WHITE) else WHITE
    return Look(
        colour=colour,
        text=text,
        link=nearest_readable(colour, LIGHT_GROUND, BLACK),
        dark_link=nearest_readable(colour, DARK_GROUND, WHITE),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def nearest_readable(colour: str, ground: str, towards: str) -> str:
    """Return the colour itself, or with as much of another mixed in as makes it readable on a ground."""
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, towards, step / _STEPS)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return towards


def _mixed(colour: str, other: str, share: float) -> str:
    parts = (round(one + (two - one) * share) for one, two in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
