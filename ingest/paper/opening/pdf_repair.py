"""A PDF whose end is missing, as copiers leave it that ran out of network: its pages without the tree that named them."""

import re

_OBJECT = re.compile(rb"\b(\d{1,7})[ \t\r\n]+\d{1,5}[ \t\r\n]+obj\b")
_IS_PAGE = re.compile(rb"/Type[ \t\r\n]*/Page(?![A-Za-z])")
_PARENT = re.compile(rb"/Parent[ \t\r\n]+\d+[ \t\r\n]+\d+[ \t\r\n]+R")
_MAX_PAGES = 20_000
_DICTIONARY_BYTES = 8_000


def repaired(content: bytes) -> bytes | None:
    """Return the file with a tree of the pages found in it at its end; None where no page is seen.

    Pages within packed object streams (PDF 1.5) are not seen. A page's own dictionary is written again, since it is to name its new parent.
    """
    pages: dict[int, bytes] = {}
    highest = 0
    for match in _OBJECT.finditer(content):
        number = int(match[1])
        highest = max(highest, number)
        dictionary = _dictionary(content, match.end())
        if dictionary is not None and _IS_PAGE.search(dictionary) and len(pages) < _MAX_PAGES:
            pages.pop(number, None)
            pages[number] = dictionary
    if not pages:
        return None
    root, tree = highest + 1, highest + 2
    out = [content, b"\n"]
    for number, dictionary in pages.items():
        own = _PARENT.sub(b"", dictionary)
        out.append(b"%d 0 obj\n<< /Parent %d 0 R %s\nendobj\n" % (number, tree, own[2:]))
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    out.append(b"%d 0 obj\n<< /Type /Pages /Count %d /MediaBox [0 0 595 842] /Kids [%s] >>\nendobj\n" % (tree, len(pages), kids))
    out.append(b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\n" % (root, tree))
    out.append(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n0\n%%%%EOF\n" % (tree + 1, root))
    return b"".join(out)


def _dictionary(content: bytes, start: int) -> bytes | None:
    """Return the dictionary that begins there, up to the bracket that closes it."""
    part = content[start : start + _DICTIONARY_BYTES].lstrip()
    if not part.startswith(b"<<"):
        return None
    depth = 0
    for match in re.finditer(rb"<<|>>", part):
        depth += 1 if match[0] == b"<<" else -1
        if depth == 0:
            return part[: match.end()]
    return None
