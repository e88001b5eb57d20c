"""HTML bodies as text, with quotations marked as in plain text."""

import re
from html import unescape

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # ships no types

MAX_HTML = 400_000
_MAX_NESTING = 400
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])

_OPEN, _CLOSE = "\ue0f1", "\ue0f2"
_QUOTE = re.compile(r"<(/?)blockquote\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_UNDISPLAYED = re.compile(r"<[a-z]+\b[^<>]*style\s*=\s*[\"'][^\"'<>]*display\s*:\s*none[^<>]*>[^<>]*", re.IGNORECASE)


def html_text(html: str) -> tuple[str, bool]:
    """Return the text of an HTML body, quotations with « > » before their lines, and whether it had to be cut."""
    is_cut = len(html) > MAX_HTML
    html = _without_hidden(html[:MAX_HTML])
    html = _QUOTE.sub(lambda match: f"<p>{_CLOSE}</p>" if match[1] else f"<p>{_OPEN}</p>", html)
    return _with_marks(_rendered(html)), is_cut


def _without_hidden(html: str) -> str:
    html = _DECLARATION.sub("", html.replace("\0", ""))
    if "<!--" in html:
        html = _cut_pairs(html, "<!--", "-->")
    for name in ("style", "script", "title"):
        html = _cut_pairs(html, f"<{name}", f"</{name}>")
    return _UNDISPLAYED.sub("", html)


def _cut_pairs(html: str, start: str, end: str) -> str:
    """Remove everything from each ``start`` to its ``end``; linear, where a lazy expression is quadratic without an end."""
    lower = html.lower()
    if len(lower) != len(html):  # some capitals grow in lower case: positions would not fit
        return html
    pieces: list[str] = []
    position = 0
    while (begin := lower.find(start, position)) != -1:
        stop = lower.find(end, begin)
        if stop == -1:
            break
        pieces.append(html[position:begin])
        position = stop + len(end)
    return "".join(pieces) + html[position:]


def _rendered(html: str) -> str:
    if not html.strip():
        return ""
    if html.count("<") > _MAX_NESTING * 50 or _depth(html) > _MAX_NESTING:
        return _plainly(html)
    try:
        return str(get_text(html, _CONFIG))
    except (LxmlError, ValueError, RecursionError, AttributeError, TypeError, IndexError, KeyError):  # inscriptis on broken markup
        return _plainly(html)


def _depth(html: str) -> int:
    """Return an upper bound of how deeply elements nest."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)(?!br\b|img\b|meta\b|link\b|hr\b|input\b|o:p\b)[a-z]", html, re.IGNORECASE):
        depth += -1 if match[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _plainly(html: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\n", re.sub(r"[ \t\r\n]+", " ", html)))
    return unescape(text)


def _with_marks(text: str) -> str:
    if _OPEN not in text:
        return text
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth += line.count(_OPEN)
        bare = line.replace(_OPEN, "").replace(_CLOSE, "")
        if bare.strip() or not (_OPEN in line or _CLOSE in line):
            lines.append(f"{'>' * min(depth, 5)} {bare.lstrip()}" if depth > 0 else bare)
        depth = max(0, depth - line.count(_CLOSE))
    return "\n".join(lines)
