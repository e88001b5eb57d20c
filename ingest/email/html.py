"""HTML bodies as text: what is seen of them, with tables, lists, the addresses of links, and quotations marked as in plain text."""

import re
from html import unescape
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from ingest.email.hosts import host_of, spelled
from ingest.email.unseen import drop_unseen

MAX_HTML = 400_000
_MAX_NESTING = 400
_MAX_LINKS = 300
_LONGEST_ADDRESS = 100
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])

_OPEN, _CLOSE = "\ue0f1", "\ue0f2"
_QUOTE = re.compile(r"<(/?)blockquote\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_UNDISPLAYED = re.compile(r"<[a-z]+\b[^<>]*style\s*=\s*[\"'][^\"'<>]*display\s*:\s*none[^<>]*>[^<>]*", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_SAFE_LINK = ".safelinks.protection.outlook.com"


def html_text(html: str) -> tuple[str, bool]:
    """Return the text of an HTML body, quotations with « > » before their lines, and whether it had to be cut."""
    is_cut = len(html) > MAX_HTML
    html = _DECLARATION.sub("", html[:MAX_HTML].replace("\0", ""))
    if "<!--" in html:
        html = _cut_pairs(html, "<!--", "-->").replace("<!--", "&lt;!--")  # an unclosed one would hide all that follows
    html = _QUOTE.sub(lambda match: f"<p>{_CLOSE}</p>" if match[1] else f"<p>{_OPEN}</p>", html)
    return _with_marks(_rendered(html)), is_cut


def _rendered(html: str) -> str:
    if not html.strip():
        return ""
    if html.count("<") > _MAX_NESTING * 50 or _depth(html) > _MAX_NESTING:
        return _plainly(html)
    try:
        root = _tree(html)
        drop_unseen(root)
        text = _text(root)
        # A message of hidden words only: its style was misread, or somebody must see it.
        return text if text.strip(f" \n\t{_OPEN}{_CLOSE}") else _text(_tree(html))
    except (LxmlError, ValueError, RecursionError, AttributeError, TypeError, IndexError, KeyError):  # lxml, inscriptis on broken markup
        return _plainly(html)


def _tree(html: str) -> HtmlElement:
    return document_fromstring(html, parser=HTMLParser(huge_tree=True))


def _text(root: HtmlElement) -> str:
    for link in islice(root.iter("a"), _MAX_LINKS):
        if address := _hidden_address(link):
            _append(link, address)
    return str(Inscriptis(root, _CONFIG).get_text())


def _append(element: HtmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = f"{(element[-1].tail or '').rstrip()} {text}"
    else:
        element.text = f"{(element.text or '').rstrip()} {text}"


def _hidden_address(link: HtmlElement) -> str | None:
    """Return where a link leads, as it is to be written behind its text; None where the text shows it, or is none."""
    address = link.attrib.get("href", "").strip()
    shown = "".join(islice(link.itertext(), 50))[:1_000].strip().lower()
    if not shown or not address:
        return None
    scheme, _, rest = address.partition(":")
    match scheme.lower():
        case "mailto":
            mail = unquote(rest.partition("?")[0]).strip()
            return f"<{mail}>" if "@" in mail and mail.lower() not in shown and not set(mail) & set("<>\n") else None
        case "tel":
            digits, written = re.sub(r"\D", "", rest), re.sub(r"\D", "", shown)
            return f"({unquote(rest)[:30]})" if digits[-9:] not in written else None
        case "http" | "https":
            return _web_address(address, shown)
        case _:
            return None


def shows_target(text: str, target: str) -> bool:
    """Whether a link's text shows where it leads: « e.example » is not shown by « mabanque.example »."""
    return re.search(rf"(?<![\w.-])(?:www\.)?{re.escape(target)}(?![\w-]|\.\w)", text) is not None


def _web_address(address: str, shown: str) -> str | None:
    try:
        parts = urlsplit(address)
        if (parts.hostname or "").endswith(_SAFE_LINK):  # Outlook's detour
            parts = urlsplit(parse_qs(parts.query).get("url", [address])[0])
        host, netloc = spelled(parts.hostname or "").removeprefix("www."), host_of(parts)
    except ValueError:
        return None
    if not host or shows_target(shown, host):
        return None
    plain = f"{parts.scheme}://{netloc}{parts.path}".rstrip("/")
    whole = f"{plain}?{parts.query}" if parts.query else plain
    if len(whole) > _LONGEST_ADDRESS:
        whole = f"{plain[:_LONGEST_ADDRESS]}…"
    return f"({whole})"


def _depth(html: str) -> int:
    """Return an upper bound of how deeply elements nest."""
    depth = deepest = 0
    for match in re.finditer(r"<(/?)(?!br\b|img\b|meta\b|link\b|hr\b|input\b|o:p\b)[a-z]", html, re.IGNORECASE):
        depth += -1 if match[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _plainly(html: str) -> str:
    for name in ("style", "script", "title"):
        html = _cut_pairs(html, f"<{name}", f"</{name}>")
    text = _TAG.sub("", _BREAK.sub("\n", _BLANKS.sub(" ", _UNDISPLAYED.sub("", html))))
    return unescape(text)


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
