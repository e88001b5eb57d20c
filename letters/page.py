"""A letter as an HTML mail: the same words, paragraphs, lists and quotations, and our own links to click; nothing else."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

_STYLE = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1a1a1a;max-width:42em"
_ITEM = re.compile(r"[-–•] ")
_QUOTED = re.compile(r"> ?")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»]")


def html(text: str, language: str = "fr", below: Sequence[tuple[str, str]] = ()) -> str:
    """Return the HTML of a letter's plain text; ``below`` are texts in other languages with their codes. Cost is linear in its length."""
    blocks = "\n".join(_blocks(text))
    head = f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"></head>'
    others = "".join(_below(other, code) for other, code in below)
    return f'{head}<body><div style="{_STYLE}">\n{blocks}\n{others}</div></body></html>\n'


def _below(text: str, language: str) -> str:
    blocks = "\n".join(_blocks(text))
    return f'<hr>\n<div lang="{escape(language)}">\n{blocks}\n</div>\n'


def _blocks(text: str) -> Iterator[str]:
    for kind, group in groupby(text.splitlines(), key=_kind):
        lines = list(group)
        if kind == "item":
            yield "<ul>" + "".join(f"<li>{_words(_ITEM.sub('', line, count=1))}</li>" for line in lines) + "</ul>"
        elif kind == "quoted":
            yield "<blockquote>" + "<br>\n".join(_words(_QUOTED.sub("", line, count=1)) for line in lines) + "</blockquote>"
        elif kind == "words":
            yield "<p>" + "<br>\n".join(map(_words, lines)) + "</p>"


def _kind(line: str) -> str:
    if not line.strip():
        return "blank"
    if line.startswith(">"):
        return "quoted"
    return "item" if _ITEM.match(line) else "words"


def _words(line: str) -> str:
    """Return a line escaped, its addresses of pages as links."""
    parts: list[str] = []
    last = 0
    for found in _LINK.finditer(line):
        address = escape(found.group())
        parts += [escape(line[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join((*parts, escape(line[last:])))
