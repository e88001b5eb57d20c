"""The text of office documents that come as attachments: Word (docx), OpenDocument Text, plain text. Layout and pictures are left out.

Rich text (RTF) is read by `ingest.email.rtf`.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from domain.errors import UnreadableInputError
from ingest.charset import decode

MAX_CHARACTERS = 200_000
_MAX_XML_BYTES = 16 * 2**20
_MAX_NAMES = 10_000
_MAX_DEPTH = 500
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = 1_000


def office_text(content: bytes) -> str | None:
    """Return the text, a line a paragraph, cells of a row divided by tabs; None where it is no such document.

    What was struck out while changes were recorded is left out. Raises UnreadableInputError for one that is damaged, locked or too large.
    """
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MAX_NAMES:
                raise UnreadableInputError("The document holds too many files. Open it by hand.")
            if "word/document.xml" in names:
                return _joined(_docx(archive, names))
            if "content.xml" in names:
                return _joined(_odt(archive))
            return None
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        ElementTree.ParseError,
    ) as error:
        raise UnreadableInputError("The document is damaged or locked. Open it by hand, or ask for it again.") from error


def plain_text(content: bytes, charset: str | None = None) -> str:
    """Return the text of a plain text file; ``charset`` is what the sender says of it."""
    text, *_ = decode(content[: 4 * MAX_CHARACTERS], charset)
    return text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def _docx(archive: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    """Yield the pieces: the head of the page first, since letterheads stand in it, and its foot last."""
    for part in (*_parts(names, "word/header"), "word/document.xml", *_parts(names, "word/footer")):
        yield from _word_pieces(_root(archive, part))
        yield "\n"


def _parts(names: list[str], start: str) -> list[str]:
    return sorted(name for name in names if name.startswith(start) and name.endswith(".xml"))[:3]


def _word_pieces(root: ElementTree.Element) -> Iterator[str]:
    for element, is_end in _walked(root, frozenset({_FALLBACK, f"{_W}del", f"{_STRICT}del", f"{_W}instrText"})):
        name = element.tag.removeprefix(_W).removeprefix(_STRICT)
        if is_end:
            # A cell ends with its own paragraph: its line break becomes the tab between cells.
            yield {"p": "\n", "tc": "\t", "tr": "\n"}.get(name, "")
        elif name == "t":
            yield element.text or ""
        else:
            yield {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, "")


def _odt(archive: zipfile.ZipFile) -> Iterator[str]:
    root = _root(archive, "content.xml")
    body = root.find(f"{_OFFICE}body")
    skipped = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"})
    if body is None:
        return
    for element, is_end in _walked(body, skipped):
        name = element.tag
        if is_end:
            yield {f"{_TEXT}p": "\n", f"{_TEXT}h": "\n", f"{_TABLE}table-cell": "\t", f"{_TABLE}table-row": "\n"}.get(name, "")
            yield _said(element.tail) if name != body.tag else ""
        else:
            if name == f"{_TEXT}s":
                yield " " * min(_number(element.get(f"{_TEXT}c")), _SPACES)
            yield {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}.get(name, "")
            yield _said(element.text)


def _said(text: str | None) -> str:
    """Return text with its white space as OpenDocument means it: any run of it is one space."""
    if not text:
        return ""
    return f"{' ' * text[:1].isspace()}{' '.join(text.split())}{' ' * (text[-1:].isspace() and len(text.strip()) > 0)}"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004 - more is no number of spaces


def _root(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as member:
        xml = member.read(_MAX_XML_BYTES + 1)
    if len(xml) > _MAX_XML_BYTES:
        raise UnreadableInputError("The document unpacks to more than allowed. Open it by hand.")
    if b"<!DOCTYPE" in xml[:4_096] or b"<!ENTITY" in xml:
        raise UnreadableInputError("The document defines entities, which office programs do not write. Treat it as hostile.")
    return ElementTree.fromstring(xml)  # noqa: S314 - without entities, and bounded


def _walked(root: ElementTree.Element, skipped: frozenset[str]) -> Iterator[tuple[ElementTree.Element, bool]]:
    """Yield each element at its begin and at its end, in the order of the text."""
    yield root, False
    open_ones = [(root, iter(root))]
    while open_ones:
        element, children = open_ones[-1]
        child = next(children, None)
        if child is None:
            open_ones.pop()
            yield element, True
        elif child.tag not in skipped and len(open_ones) < _MAX_DEPTH:
            yield child, False
            open_ones.append((child, iter(child)))


def _joined(pieces: Iterator[str]) -> str:
    """Join pieces up to the limit; empty lines that follow each other become one."""
    out: list[str] = []
    size = 0
    for piece in pieces:
        out.append(piece)
        size += len(piece)
        if size > MAX_CHARACTERS:
            break
    lines = [line.rstrip() for line in "".join(out).replace("\n\t", "\t")[:MAX_CHARACTERS].split("\n")]
    return "\n".join(line for place, line in enumerate(lines) if line or (place and lines[place - 1])).strip()
