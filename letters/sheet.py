"""A letter as a sheet of A4: HTML for `flows.printing.pdf`, placed so that an address shows in the window of a DL envelope.

A sheet folded in three is 210 × 99 mm in an envelope of 220 × 110 mm: it may lie 10 mm to the left or right, 11 mm higher or lower. Its
window of 35 × 100 mm (or 45 × 100 mm) stands 20 mm from the right and from the lower edge. So what lies 100–190 mm from the left and
55–79 mm from the top of the sheet is seen in any case, and what lies outside 90–200 mm and 34–90 mm never is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from letters import page
from letters.page import Block, Kind
from letters.typography import tied

SEEN = (100.0, 55.0, 190.0, 79.0)
"""Millimetres from left and top of what a window always shows: left, top, right, bottom."""
SEEN_AT_MOST = (90.0, 34.0, 200.0, 90.0)
"""What one may show; nothing but the address may stand there."""
FOLDS = (99.0, 198.0)
_LEFT, _RIGHT, _TOP = 20.0, 20.0, 8.0
_SIZE = 9.5
_BEGINS = 95.0
"""Where the date stands, below any window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes (en-tête). ``logo`` is the name of a picture among the files; ``foot`` stands at the foot of the first page."""

    name: str
    lines: tuple[str, ...]
    logo: str | None = None
    foot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signs: his name as the text has it, and the picture of his signature among the files."""

    name: str
    picture: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A written letter with what stands around it on paper.

    ``recipient`` are the lines of the envelope. ``text`` and ``english`` are what a model made (`letters.page`). ``place_and_day`` is
    « Valognes, le 27 novembre 2026 ». ``created`` is the same day as « 2026-11-27 ». ``bottom_mm`` is kept free at the foot.
    """

    letterhead: Letterhead
    recipient: tuple[str, ...]
    ours: str
    theirs: str | None
    place_and_day: str
    created: str
    subject: str
    text: str
    english: str | None = None
    signed: Signed | None = None
    enclosed: tuple[str, ...] = ()
    bottom_mm: int = 22


def html(sheet: Sheet) -> str:
    """Return the letter as a document of one or more pages, whose style sheet is `STYLE`. Cost is linear in its length."""
    head = f'<meta charset="utf-8"><title>{escape(sheet.subject)}</title><meta name="dcterms.created" content="{escape(sheet.created)}">'
    author = f'<meta name="author" content="{escape(sheet.letterhead.name)}">'
    parts = (
        _letterhead(sheet.letterhead),
        _fold_marks(),
        f'<address class="window">{_lines(sheet.recipient)}</address>',
        _references(sheet),
        f'<p class="day">{escape(sheet.place_and_day)}</p>',
        f'<h1><span class="objet">Objet\u00a0:</span> {escape(tied(sheet.subject))}</h1>',
        f"<main>{_body(tied(sheet.text), sheet.signed)}</main>",
        _enclosed(sheet.enclosed),
        f'<section class="english" lang="en">{_body(sheet.english, None)}</section>' if sheet.english else "",
    )
    whole = f"{head}{author}<style>{_own_style(sheet)}</style>"
    return f'<!doctype html>\n<html lang="fr"><head>{whole}</head><body>{"".join(parts)}</body></html>\n'


def _letterhead(head: Letterhead) -> str:
    logo = f'<img src="{escape(head.logo)}" alt="Logo de {escape(head.name)}">' if head.logo else ""
    lines = "".join(f"<br>{escape(line)}" for line in head.lines)
    foot = f'<p class="foot">{escape(head.foot)}</p>' if head.foot else ""
    return f"<header>{logo}<p><strong>{escape(head.name)}</strong>{lines}</p></header>{foot}"


def _fold_marks() -> str:
    return "".join(f'<div class="fold" style="top:{at - _TOP}mm"></div>' for at in FOLDS)


def _references(sheet: Sheet) -> str:
    theirs = f"<br>Vos réf.\u00a0: {escape(sheet.theirs)}" if sheet.theirs else ""
    return f'<p class="refs">Nos réf.\u00a0: {escape(sheet.ours)}{theirs}</p>'


def _enclosed(names: Sequence[str]) -> str:
    if not names:
        return ""
    title = "Pièce jointe" if len(names) == 1 else "Pièces jointes"
    return f'<section class="pieces"><h2>{title}</h2><ul>{"".join(f"<li>{escape(name)}</li>" for name in names)}</ul></section>'


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(map(escape, lines))


def _body(text: str, signed: Signed | None) -> str:
    found = [one for one in page.blocks(text) if one.kind is not Kind.LOGO]
    at = _signature(found, signed)
    parts = [_block(one) for one in found[: len(found) if at is None else at]]
    if at is None or signed is None:
        return "\n".join(parts)
    picture = f'<img class="hand" src="{escape(signed.picture)}" alt="Signature de {escape(signed.name)}">' if signed.picture else ""
    gap = "" if picture else " unsigned"
    own = f'<div class="signature{gap}">{picture}{_block(found[at])}</div>'
    return "\n".join((*parts, own, *map(_block, found[at + 1 :])))


def _signature(found: Sequence[Block], signed: Signed | None) -> int | None:
    """Return the last block in which a line begins with the name of who signs."""
    if signed is None:
        return None
    begins = [any(_said(line).startswith(signed.name) for line in one.lines) for one in found]
    return max((at for at, is_it in enumerate(begins) if is_it), default=None)


def _said(line: page.Line) -> str:
    return "".join(run.text for run in line).strip()


def _block(block: Block) -> str:
    lines = [page.words(line) for line in block.lines]
    match block.kind:
        case Kind.LIST:
            return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        case Kind.QUOTED:
            return "<blockquote>" + "<br>\n".join(lines) + "</blockquote>"
        case Kind.HEADING:
            return f"<h2>{lines[0]}</h2>"
        case Kind.RIGHT:
            return '<p class="right">' + "<br>\n".join(lines) + "</p>"
        case _:
            return "<p>" + "<br>\n".join(lines) + "</p>"


def _size(lines: Sequence[str]) -> float:
    """Return the size in points at which all lines of an address are no wider than a window: 38 capitals W are."""
    widest = max((sum(map(_width, line)) for line in lines), default=0.0)
    room = (SEEN[2] - SEEN[0] - 3) * 72 / 25.4
    return min(_SIZE, int(10 * room / widest) / 10) if widest else _SIZE


def _width(sign: str) -> float:
    """Return the width of a character in ems, or a little more (Liberation Sans)."""
    if sign in "WM@—%œŒÆæ":
        return 1.0
    return 0.79 if sign.isupper() else 0.57


def _own_style(sheet: Sheet) -> str:
    """Return what differs from letter to letter; the rest is `STYLE`, which who prints thousands of them reads once."""
    running = f"{sheet.letterhead.name} – {sheet.ours}".replace("\\", "").replace('"', "”").replace("\n", " ").replace("<", "‹")
    return f"""
@page {{ margin-bottom: {sheet.bottom_mm}mm; @top-left {{ content: "{running}" }} }}
@page :first {{ @top-left {{ content: none }} }}
.window {{ font-size: {_size(sheet.recipient)}pt }}
.foot {{ top: {297 - _TOP - sheet.bottom_mm + 4}mm; max-height: {sheet.bottom_mm - 10}mm }}
"""


STYLE = f"""
@page {{ size: A4; margin: 24mm {_RIGHT}mm 22mm {_LEFT}mm;
  @top-left {{ font: 8.5pt "Liberation Sans"; color: #444 }}
  @bottom-right {{ content: "Page " counter(page) "/" counter(pages); font: 8.5pt "Liberation Sans"; color: #444 }} }}
@page :first {{ margin-top: {_TOP}mm; @bottom-right {{ content: none }} }}
html {{ font: 10.5pt/1.4 "Liberation Sans", sans-serif; color: #111; hyphens: manual }}
body {{ margin: 0; padding-top: {_BEGINS - _TOP}mm; position: relative }}
header {{ position: absolute; left: 0; top: 0; width: {210 - _LEFT - _RIGHT}mm; height: 25.6mm; overflow: hidden }}
header img {{ float: left; margin: 0 5mm 26mm 0; max-width: 40mm; max-height: 22mm; object-fit: contain; object-position: left top }}
header p {{ margin: 0; font-size: 8.5pt; line-height: 3.4mm }}
header strong {{ font-size: 11pt; line-height: 5mm }}
.fold {{ position: absolute; left: {3 - _LEFT}mm; width: 4mm; border-top: 0.2mm solid #999 }}
.window {{ position: absolute; left: {SEEN[0] + 3 - _LEFT}mm; top: {SEEN[1] + 0.3 - _TOP}mm; width: {SEEN[2] - SEEN[0] - 3}mm;
  height: {SEEN[3] - SEEN[1] - 0.3}mm; overflow: hidden; font-style: normal; line-height: 3.9mm; white-space: nowrap }}
.refs {{ position: absolute; left: 0; top: {SEEN[1] - _TOP}mm; width: 68mm; margin: 0; font-size: 9pt }}
.day {{ margin: 0 0 6mm {SEEN[0] + 3 - _LEFT}mm }}
h1 {{ font-size: 10.5pt; margin: 0 0 6mm }}
h2 {{ font-size: 10.5pt; margin: 4mm 0 2mm; break-after: avoid }}
p, ul, blockquote {{ margin: 0 0 3mm; orphans: 2; widows: 2; overflow-wrap: anywhere }}
main p {{ text-align: left }}
blockquote {{ margin-left: 6mm; padding-left: 3mm; border-left: 0.4mm solid #999 }}
a {{ color: inherit }}
.signature {{ margin: 6mm 0 4mm 83mm; break-inside: avoid; break-before: avoid }}
.signature.unsigned {{ padding-top: 18mm }}
.signature .right {{ margin-left: 0 }}
.hand {{ display: block; max-width: 60mm; max-height: 26mm; margin-bottom: 1mm }}
.right {{ margin-left: 83mm }}
.pieces {{ font-size: 9pt; margin-top: 5mm; break-inside: avoid }}
.foot {{ position: absolute; left: 0; width: {210 - _LEFT - _RIGHT}mm; margin: 0; font-size: 7.5pt; line-height: 3.2mm;
  text-align: center; color: #444; overflow: hidden }}
.english {{ margin-top: 7mm; padding-top: 4mm; border-top: 0.3mm solid #999 }}
"""
"""The style sheet of every letter on paper; what one has of its own stands in its document."""
