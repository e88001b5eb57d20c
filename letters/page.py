"""What a letter looks like: its paragraphs, headings, lists and quotations, with bold and italic words; as plain text and as an HTML mail.

The notation of models is plain text: ``**bold**``, ``*italic*``, ``# Heading``, ``- item``, ``> quotation``, ``-> to the right``; a
backslash before a sign keeps it a sign. Marks count where the model has them (`marked`), never where somebody's name or answer has: in
what a letter says they are characters of their own (`STAR`, `HEAD`, `RIGHT`), so that a text without them reads as it always did.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from itertools import groupby

STAR, HEAD, RIGHT, LOGO = "\ue000", "\ue001", "\ue002", "\ue003"
"""A star, the sign of a heading and that of what stands to the right, as a model has them; the place of the town's logo."""
SOFT = "\u2028"
"""A line break within a merge field: bold goes on behind it, however many follow one another."""
OWN = re.compile("[\ue000-\ue003]")
"""What no value of a field may hold."""
_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1a1a1a;max-width:42em"
_ITEM = re.compile(r"[-–•] ")
_QUOTED = re.compile(r"> ?")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»]")
_SIGNS = re.compile(r"\\([*#\\]|->)|(\*)|#(?= )|->(?= )")
_STARS = re.compile(f"{STAR}+|\n(?=[ \t]*\n)")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LEADING = re.compile(f"(?m)^[{HEAD}{RIGHT}] ")
_ITALIC, _BOLD, _BOLD_AND_ITALIC = 1, 2, 3
"""Stars that mark it."""


class Kind(StrEnum):
    """What a block of a letter is."""

    WORDS = "words"
    HEADING = "heading"
    LIST = "list"
    QUOTED = "quoted"
    RIGHT = "right"
    """To the right, as a signature stands."""
    LOGO = "logo"
    """The town's logo, on paper; it has no lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading, a list with an item to each line, a quotation. ``lines`` are broken where the letter breaks them."""

    kind: Kind
    lines: tuple[Line, ...]


def marked(source: str) -> str:
    """Return the text of a model, without its fields, with its marks as characters of their own."""
    return _SIGNS.sub(lambda found: found[1] or (STAR if found[2] else HEAD if found[0] == "#" else RIGHT), source)


def unmarked(text: str) -> str:
    """Return a text as a model writes it that means these words and no marks."""
    return re.sub(r"[*\\]|#(?= )|->(?= )", lambda found: f"\\{found[0]}", text)


def plain(text: str) -> str:
    """Return what a letter says as plain text: without marks, pictures, and with usual line breaks."""
    words = "".join(run.text for run in _runs(text)).replace(SOFT, "\n")
    return _LEADING.sub("", words).replace(HEAD, "#").replace(RIGHT, "->").replace(LOGO, "")


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a letter, of its plain text or of that with marks. Cost is linear in its length."""
    found: list[Block] = []
    for kind, group in groupby(_lines(text), key=_kind):
        lines = tuple(_bare(line, kind) for line in group)
        if kind is Kind.HEADING:
            found += [Block(kind=kind, lines=(line,)) for line in lines]
        elif kind is not None:
            found.append(Block(kind=kind, lines=() if kind is Kind.LOGO else lines))
    return tuple(found)


def html(text: str, language: str = "fr", below: Sequence[tuple[str, str]] = ()) -> str:
    """Return the HTML mail of a letter; ``below`` are texts in other languages with their codes. Cost is linear in its length."""
    head = f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>'
    others = "".join(f'<hr>\n<div lang="{escape(code)}">\n{_html(other)}\n</div>\n' for other, code in below)
    return f'{head}<body><div style="{_STYLE}">\n{_html(text)}\n{others}</div></body></html>\n'


def extended(mail: str, text: str) -> str:
    """Return an HTML mail that `html` made with more words at its end."""
    body, end, rest = mail.rpartition("</div></body>")
    return f"{body}{_html(text)}\n{end}{rest}"


def words(line: Line) -> str:
    """Return a line as HTML: escaped, with its looks, its addresses of pages as links."""
    return "".join(_look(run) for run in line)


def fragment(text: str) -> str:
    """Return what a letter says as HTML to stand in a page of ours: without styles of its own."""
    tags = {Kind.LIST: ("<ul>", "</ul>"), Kind.QUOTED: ("<blockquote>", "</blockquote>"), Kind.RIGHT: ('<p class="to-right">', "</p>")}
    parts: list[str] = []
    for block in blocks(text):
        lines = [words(line) for line in block.lines]
        before, behind = tags.get(block.kind, ("<p>", "</p>"))
        if block.kind is Kind.HEADING:
            before, behind = "<h3>", "</h3>"
        inner = "".join(f"<li>{line}</li>" for line in lines) if block.kind is Kind.LIST else "<br>".join(lines)
        if block.kind is not Kind.LOGO:
            parts.append(f"{before}{inner}{behind}")
    return "\n".join(parts)


def _html(text: str) -> str:
    return "\n".join(_block(one) for one in blocks(text) if one.kind is not Kind.LOGO)


def _block(block: Block) -> str:
    lines = [words(line) for line in block.lines]
    match block.kind:
        case Kind.LIST:
            return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        case Kind.QUOTED:
            return "<blockquote>" + "<br>\n".join(lines) + "</blockquote>"
        case Kind.HEADING:
            return f'<h2 style="font-size:17px;line-height:1.3">{lines[0]}</h2>'
        case Kind.RIGHT:
            return '<p style="margin-left:50%">' + "<br>\n".join(lines) + "</p>"
        case _:
            return "<p>" + "<br>\n".join(lines) + "</p>"


def _look(run: Run) -> str:
    made = _linked(run.text)
    made = f"<em>{made}</em>" if run.is_italic else made
    return f"<strong>{made}</strong>" if run.is_bold else made


def _linked(line: str) -> str:
    parts: list[str] = []
    last = 0
    for found in _LINK.finditer(line):
        address = escape(found.group())
        parts += [escape(line[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join((*parts, escape(line[last:])))


def _kind(line: Line) -> Kind | None:
    """Return what a line is a part of; None for a blank one."""
    text = "".join(run.text for run in line)
    first = line[0].text if line else ""
    if text.strip() == LOGO:
        return Kind.LOGO
    if not text.replace(LOGO, "").strip():
        return None
    if first.startswith((f"{HEAD} ", f"{RIGHT} ")):
        return Kind.HEADING if first[0] == HEAD else Kind.RIGHT
    if first.startswith(">"):
        return Kind.QUOTED
    return Kind.LIST if _ITEM.match(first) else Kind.WORDS


def _bare(line: Line, kind: Kind | None) -> Line:
    """Return a line without the sign it begins with, and what is no sign as the characters it stands for."""
    cut = {Kind.LIST: 2, Kind.HEADING: 2, Kind.RIGHT: 2}.get(kind, 0) if kind is not None else 0
    if kind is Kind.QUOTED and (quoted := _QUOTED.match(line[0].text)):
        cut = quoted.end()
    first = () if not line else (replace(line[0], text=line[0].text[cut:]),)
    known = ((run, run.text.replace(HEAD, "#").replace(RIGHT, "->").replace(LOGO, "")) for run in (*first, *line[1:]))
    return tuple(replace(run, text=text) for run, text in known if text)


def _lines(text: str) -> Iterator[Line]:
    line: list[Run] = []
    for run in _runs(text):
        first, *rest = _BREAK.split(run.text)
        line.append(replace(run, text=first))
        for one in rest:
            yield tuple(part for part in line if part.text)
            line = [replace(run, text=one)]
    yield tuple(part for part in line if part.text)


def _runs(text: str) -> Iterator[Run]:
    """Yield the words of a text with their looks; stars that mark nothing are stars."""
    found = list(_STARS.finditer(text))
    used = _paired(text, found)
    bold, italic, last, said = False, False, 0, ""
    for index, one in enumerate(found):
        stars = len(one[0]) if one[0][0] == STAR else 0
        looks = used.get(index, ())
        if not looks:
            said += text[last : one.start()] + ("*" * stars or one[0])
        else:
            yield Run(text=said + text[last : one.start()], is_bold=bold, is_italic=italic)
            bold, italic = bold ^ (_BOLD in looks), italic ^ (_ITALIC in looks)
            said = "*" * (stars - sum(looks))
        last = one.end()
    yield Run(text=said + text[last:], is_bold=bold, is_italic=italic)


def _paired(text: str, found: Sequence[re.Match[str]]) -> dict[int, tuple[int, ...]]:
    """Return which stars mark something: of each place with stars, by its index, 2 where bold begins or ends, 1 where italic does."""
    used: dict[int, tuple[int, ...]] = {}
    opened: dict[int, int] = {}
    for index, one in enumerate(found):
        if one[0][0] != STAR:
            opened.clear()
            continue
        if len(one[0]) > _BOLD_AND_ITALIC:
            continue
        before, behind = text[one.start() - 1 : one.start()], text[one.end() : one.end() + 1]
        for look in (_BOLD, _ITALIC) if len(one[0]) == _BOLD_AND_ITALIC else (len(one[0]),):
            if look in opened and before.strip():
                at = opened.pop(look)
                used[at], used[index] = (*used.get(at, ()), look), (*used.get(index, ()), look)
            elif behind.strip():
                opened.setdefault(look, index)
    return used
