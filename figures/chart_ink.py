"""The ink of charts: shapes, words and patterns as SVG, everything escaped. Pure."""

from collections.abc import Sequence
from html import escape

from figures.chart_text import FONT, shorten, width

INK = "#1f2933"
FAINT = "#52606d"
GRID = "#d9dee4"
LINE = "#7b8794"
SIZE = 12.0
"""Of letters."""
SMALL = 11.0

COLOURS = ("#1f5a8c", "#d9822b", "#2a8f7f", "#8a5aa8", "#b8434e", "#6b7a2f", "#4aa3d8", "#7a6a58")
"""Told apart by those who see no red or no green, by their lightness too; patterns stand beside them."""
MOST = len(COLOURS)
_STROKES = (
    "",
    "M-1 1L1 -1M0 6L6 0M5 7L7 5",
    "",
    "M0 3H6",
    "M-1 5L1 7M0 0L6 6M5 -1L7 1",
    "M3 0V6",
    "M0 3H6M3 0V6",
    "M0 0L6 6M0 6L6 0",
)
_DOTTED = 2
MARKS = ("circle", "square", "diamond", "triangle", "circle", "square", "diamond", "triangle")


def number(value: float) -> str:
    """Return a place with at most two decimals."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def patterns(name: str) -> str:
    """Return the patterns of all series, and of what is masked; ``name`` keeps those of two charts on one page apart."""
    head = f'<pattern id="{name}{{}}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{{}}"/>'
    parts = []
    for index, colour in enumerate(COLOURS):
        over = f'<path d="{_STROKES[index]}" stroke="#ffffff" stroke-width="1" fill="none"/>' if _STROKES[index] else ""
        if index == _DOTTED:
            over = '<circle cx="3" cy="3" r="1" fill="#ffffff"/>'
        parts.append(head.format(index, colour) + over + "</pattern>")
    lines = '<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="#7b8794" stroke-width="1.2" fill="none"/></pattern>'
    parts.append(head.format("m", "#f5f6f8") + lines)
    return "<defs>" + "".join(parts) + "</defs>"


def fill(name: str, index: int) -> str:
    """Return the paint of a series."""
    return COLOURS[0] if index == 0 else f"url(#{name}{index % MOST})"


def masked(name: str) -> str:
    """Return the paint of what is masked."""
    return f"url(#{name}m)"


def text(  # noqa: PLR0913 — what letters look like
    x: float, y: float, words: str, *, anchor: str = "start", size: float = SIZE, colour: str = INK, weight: str = "normal"
) -> str:
    """Return words at a place; ``anchor`` start, middle or end."""
    bold = ' font-weight="bold"' if weight == "bold" else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{FONT}" font-size="{number(size)}" fill="{colour}"'
        f' text-anchor="{anchor}"{bold}>{escape(words)}</text>'
    )


def label(x: float, y: float, words: str, room: float) -> str:
    """Return words that fit into a room; what was cut can be read in full at them."""
    shown = shorten(words, SIZE, room)
    drawn = text(x, y, shown)
    return drawn if shown == words else titled(drawn, words)


def said(x: float, y: float, words: str, anchor: str) -> str:
    """Return a value's words on a ground of their own, so that no line strikes them."""
    wide = width(words, SMALL)
    left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    ground = f'<rect x="{number(left)}" y="{number(y - 9)}" width="{number(wide)}" height="11" fill="#ffffff" fill-opacity="0.85"/>'
    return ground + text(x, y, words, anchor=anchor, size=SMALL)


def titled(drawn: str, words: str) -> str:
    """Return a shape that says words when it is pointed at or read."""
    return f"<g><title>{escape(words)}</title>{drawn}</g>"


def rect(x: float, y: float, wide: float, high: float, paint: str, stroke: str = "none") -> str:
    """Return a rectangle."""
    edge = "" if stroke == "none" else f' stroke="{stroke}" stroke-width="1"'
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(high)}" fill="{paint}"{edge}/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = GRID, wide: float = 1) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" stroke="{colour}" stroke-width="{number(wide)}"/>'
    )


def path(points: Sequence[tuple[float, float]], colour: str, dash: str = "") -> str:
    """Return a line through points."""
    way = "".join(f"{'L' if index else 'M'}{number(x)} {number(y)}" for index, (x, y) in enumerate(points))
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="2.25" stroke-linejoin="round"{dashed}/>'


def marked(x: float, y: float, shape: str, colour: str) -> str:
    """Return the mark of a point: filled, of a shape of its series."""
    edge = f'fill="{colour}" stroke="#ffffff" stroke-width="1"'
    ways = {
        "square": f"M{number(x - 3.5)} {number(y - 3.5)}h7v7h-7Z",
        "diamond": f"M{number(x)} {number(y - 5)}l5 5l-5 5l-5 -5Z",
        "triangle": f"M{number(x)} {number(y - 5)}l5 8.5h-10Z",
    }
    if shape in ways:
        return f'<path d="{ways[shape]}" {edge}/>'
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="4" {edge}/>'


def legend(entries: Sequence[tuple[str, str]], x: float, y: float, room: float) -> tuple[str, float]:
    """Return a legend of (paint, words) in rows as wide as the room, and its height; nothing for one entry or none."""
    if len(entries) < 2:  # noqa: PLR2004 — one series is named by the title
        return "", 0
    drawn, left, row = [], x, 0
    for paint, words in entries:
        shown = shorten(words, SIZE, room - 20)
        wide = 18 + width(shown, SIZE) + 18
        if left + wide - 18 > x + room and left > x:
            left, row = x, row + 1
        top = y + row * 19
        said = rect(left, top, 12, 12, paint) + text(left + 18, top + 10.5, shown)
        drawn.append(said if shown == words else titled(said, words))
        left += wide
    return "".join(drawn), (row + 1) * 19 + 5
