"""A PDF whose end is missing, as copiers leave it that ran out of network: its pages without the tree that named them."""

import io
import re

from pikepdf import Pdf, StreamDecodeLevel

from ingest.embedded import PDF_ERRORS
from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pdf_inside import opened_pdf
from ingest.paper.opening.pictures import read_head, size_of
from ingest.paper.opening.survey import Source, Trouble, TroubleError

_OBJECT = re.compile(rb"\b(\d{1,7})[ \t\r\n]+\d{1,5}[ \t\r\n]+obj\b")
_IS_PAGE = re.compile(rb"/Type[ \t\r\n]*/Page(?![A-Za-z])")
_PARENT = re.compile(rb"/Parent[ \t\r\n]+\d+[ \t\r\n]+\d+[ \t\r\n]+R")
_MAX_PAGES = 20_000
_TAIL_BYTES = 4_096
_DICTIONARY_BYTES = 8_000


def opened_or_mended(source: Source, limits: Limits) -> tuple[Pdf, bytes | None]:
    """Open a PDF; one that does not open is given a new tree of its pages, and the file so mended returned. Raises TroubleError."""
    try:
        return opened_pdf(source, limits), None
    except TroubleError as error:
        if error.trouble is Trouble.PASSWORD:
            raise
        mended = repaired(source if isinstance(source, bytes) else source.read_bytes())
        is_begun = not has_end(source) and b" obj" in read_head(source, 1 << 16)
        if mended is None:
            raise TroubleError(Trouble.TRUNCATED if is_begun else error.trouble) from error
    try:
        return opened_pdf(mended, limits), mended
    except TroubleError as error:
        raise TroubleError(Trouble.TRUNCATED if is_begun else Trouble.MALFORMED) from error


def has_end(source: Source) -> bool:
    """Say whether a PDF is there to its end."""
    size = size_of(source)
    if isinstance(source, bytes):
        tail = source[-_TAIL_BYTES:]
    else:
        with source.open("rb") as file:
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read()
    return b"%%EOF" in tail


def rewritten(pdf: Pdf) -> bytes | None:
    """Return a PDF written anew, which mends its tables; None where it cannot be."""
    made = io.BytesIO()
    try:
        pdf.save(made, stream_decode_level=StreamDecodeLevel.none, static_id=True)
    except PDF_ERRORS:
        return None
    return made.getvalue()


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
