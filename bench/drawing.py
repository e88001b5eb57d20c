"""Pictures of results, drawn by hand as SVG: lines over time, and bars of ratios."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log2
from typing import NamedTuple

_WIDTH, _HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 50, 45
_COLOURS = ("#1f5fbf", "#c2410c", "#15803d", "#7e22ce", "#0e7490", "#a16207")
_ROW = 26
_STEPS = 5
_FONT = 'font-family="sans-serif" font-size="13" fill="#1a1a1a"'

Line = Sequence[tuple[float, float]]


class Bar(NamedTuple):
    """A ratio: how many times better than what it is compared with; ``goal`` is wanted, 1 is as good."""

    name: str
    ratio: float
    goal: float | None = None


def lines(title: str, found: Mapping[str, Line], *, across: str, up: str) -> str:
    """Return a picture of values over time, a line each. ``across`` and ``up`` say what the axes are."""
    most_x = max((x for line in found.values() for x, _ in line), default=1.0) or 1.0
    most_y = _rounded(max((y for line in found.values() for _, y in line), default=1.0))
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    parts = [_text(_LEFT, 22, title, weight="bold")]
    for step in range(_STEPS + 1):
        y = _HEIGHT - _BOTTOM - high * step / _STEPS
        x = _LEFT + wide * step / _STEPS
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#d4d4d4"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{most_y * step / _STEPS:g}", anchor="end"))
        parts.append(_text(x, _HEIGHT - _BOTTOM + 18, f"{most_x * step / _STEPS:.0f}", anchor="middle"))
    parts.append(_text(_WIDTH - _RIGHT, _HEIGHT - 8, across, anchor="end"))
    parts.append(_text(_LEFT - 8, _TOP - 8, up))
    for number, (name, line) in enumerate(found.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(f"{_LEFT + wide * x / most_x:.1f},{_HEIGHT - _BOTTOM - high * y / most_y:.1f}" for x, y in line)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = _LEFT + 220 + 160 * number
        parts.append(f'<line x1="{at}" y1="{_TOP - 12}" x2="{at + 20}" y2="{_TOP - 12}" stroke="{colour}" stroke-width="3"/>')
        parts.append(_text(at + 26, _TOP - 8, name))
    return _svg(_HEIGHT, parts)


def bars(title: str, found: Sequence[Bar]) -> str:
    """Return a picture of ratios on a scale of powers of two; the goal is a mark on each bar."""
    most = max([2.0, *(bar.ratio for bar in found), *(bar.goal or 0 for bar in found)])
    left, wide = 470, _WIDTH - 470 - 80
    height = _TOP + _ROW * len(found) + 20
    parts = [_text(16, 22, title, weight="bold")]
    for number, bar in enumerate(found):
        y = _TOP + _ROW * number
        is_met = bar.goal is None or bar.ratio >= bar.goal
        width = _share(bar.ratio, most) * wide
        parts.append(_text(left - 10, y + 14, bar.name, anchor="end"))
        parts.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{_ROW - 8}" fill="{"#1f5fbf" if is_met else "#c2410c"}"/>')
        parts.append(_text(left + width + 6, y + 14, f"{bar.ratio:.3g}"))
        if bar.goal is not None:
            x = left + _share(bar.goal, most) * wide
            parts.append(f'<line x1="{x:.1f}" y1="{y - 3}" x2="{x:.1f}" y2="{y + _ROW - 5}" stroke="#1a1a1a" stroke-width="2"/>')
    return _svg(height, parts)


def _share(ratio: float, most: float) -> float:
    """Return how far a ratio goes: 0.25 and less not at all, the greatest to the end, each doubling as far as the last."""
    return (log2(max(ratio, 0.25)) + 2) / (log2(most) + 2)


def _rounded(most: float) -> float:
    """Return the next of 1, 2, 5, 10, … above."""
    step = 0.1
    while True:
        for times in (1, 2, 5):
            if step * times >= most:
                return step * times
        step *= 10


def _text(x: float, y: float, said: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" {_FONT}>{escape(said)}</text>'


def _svg(height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
    return "\n".join((head, f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>', *parts, "</svg>", ""))
