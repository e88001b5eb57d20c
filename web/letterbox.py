"""Hostile HTML made harmless for the reading frame. Pure."""

import nh3

TAGS = {
    "a", "abbr", "address", "article", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "kbd",
    "li", "main", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
"""No image (nothing is fetched), no style, no form, no link element, no svg."""
ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "bdo": {"dir"},
    "p": {"dir"},
    "div": {"dir"},
}
DROPPED_WITH_CONTENT = {"script", "style", "title", "head", "noscript", "template", "svg", "math", "iframe", "object", "textarea", "select"}
LARGEST = 2_000_000
"""Characters of HTML shown; a town hall's letter is far below, and the original can be downloaded whole."""


def harmless(html: str) -> str:
    """Return the HTML without anything that runs, fetches, submits or leads away.

    A link's address becomes its title: it can be read, not followed.
    """
    clean = nh3.clean(
        html[:LARGEST],
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    # In nh3's output a "<" outside a tag is always escaped and href is the only attribute a link keeps.
    return clean.replace('<a href="', '<a title="')
