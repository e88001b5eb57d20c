"""Hostile HTML made harmless for the reading frame. Pure."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import nh3

from ingest.email.hosts import written
from ingest.email.html import shows_target

TAGS = {
    "a", "abbr", "address", "article", "b", "bdi", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins",
    "kbd", "li", "main", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
"""No style, no form, no link element, no svg; of pictures only those that lie within the message."""
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "p": {"dir"},
    "div": {"dir"},
}
DROPPED_WITH_CONTENT = {"script", "style", "title", "head", "noscript", "template", "svg", "math", "iframe", "object", "textarea", "select"}
LARGEST = 2_000_000
"""Characters of HTML shown; a town hall's letter is far below, and the original can be downloaded whole."""
LONGEST_ADDRESS = 120
MOST_SHOWS = 20
"""How often one picture is shown: a message could name one of 3 MB a thousand times."""
_SPANS = {"colspan", "rowspan", "start"}
_WIDEST_SPAN = 100
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_TURNING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
"""Characters that show nothing or turn the order of what is shown."""


def harmless(html: str, pictures: Mapping[str, str] | None = None) -> str:
    """Return the HTML without anything that runs, fetches, submits or leads away.

    A link's address becomes its title and stands behind its text where that hides it: it can be read, not followed. ``pictures`` are
    ``data:`` addresses by Content-ID, shown where the message shows them; all others leave their description.
    """
    shows = dict.fromkeys(pictures or {}, 0)

    def filtered(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            name = _content_id(value)
            if name not in shows or shows[name] >= MOST_SHOWS:
                return None
            shows[name] += 1
            return (pictures or {})[name]
        if attribute in _SPANS:
            return value if value.isascii() and value.isdigit() and int(value[:4]) <= _WIDEST_SPAN else None
        return None if value.lstrip().lower().startswith(("cid:", "data:")) else value

    clean = nh3.clean(
        _TURNING.sub("", html[:LARGEST]),
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=filtered,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},  # the last two for pictures, see the filter
        link_rel=None,
        strip_comments=True,
    )
    # In nh3's output a "<" outside a tag is always escaped and href is the only attribute a link keeps.
    clean = _LINK.sub(_readable, _TURNING.sub("", clean)).replace("<img>", "")
    return clean.replace('<a href="', '<a title="')


def untwisted(text: str) -> str:
    """Return a text as sent without what shows nothing or turns the order of what is shown."""
    return _TURNING.sub("", text)


def _content_id(address: str) -> str:
    return unquote(address.strip()[4:]) if address.strip()[:4].lower() == "cid:" else ""


def _readable(match: re.Match[str]) -> str:
    """Return a link with its address behind it where its text does not show where it leads."""
    address, inner = written(unescape(match[1])), match[2]
    shown = unescape(_TAG.sub("", inner)).strip().lower()
    link = f'<a title="{escape(address)}">{inner}</a>'
    if not shown or shows_target(shown, _target(address)):
        return link
    cut = address if len(address) <= LONGEST_ADDRESS else f"{address[:LONGEST_ADDRESS]}…"
    return f'{link} <span class="address">{escape(cut)}</span>'


def _target(address: str) -> str:
    """Return what a link's text must show of its address: the host, or the mail address."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or unquote(parts.path)).removeprefix("www.").lower()
    except ValueError:
        return address.lower()
