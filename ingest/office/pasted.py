"""The pictures of a document in the order of its text: scans that somebody has pasted into it.

Of Word (docx and doc), OpenDocument Text and rich text; JPEG and PNG, as these programs keep what is pasted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice

from domain.errors import UnreadableInputError
from ingest.office.compound import SIGNATURE, Compound
from ingest.office.rtf import MAX_RTF, is_rtf

MOST_PICTURES = 20
_MAX_BYTES = 30 * 2**20
_MAX_ALL = 100 * 2**20
_MAX_XML = 16 * 2**20
_SHOWN = re.compile(rb'\b(?:r|o):(?:embed|id)="([^"]{1,80})"')
_RELATION = re.compile(rb"<Relationship\b[^>]{1,2000}>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]{1,300})"')
_LINKED = re.compile(rb'xlink:href="((?:\./)?Pictures/[^"]{1,300})"')
_BLIP = re.compile(rb"[\x1d\x1e\x2a]\xf0(.{4})", re.DOTALL)
"""The kind of a drawing's picture (JPEG, PNG, JPEG for print) and its length."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_RTF_PICTURE = re.compile(rb"\\pict(?![a-z])")
_RTF_WORD = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?")
_RTF_FIGURES = re.compile(rb"[0-9A-Fa-f \t\r\n]+")
_RTF_BRACE = re.compile(rb"[{}]")
_LONGEST_GROUP, _MOST_BRACES, _MOST_WORDS, _MOST_SEEN = 20_000, 400, 60, 1_000
_RTF_KINDS = frozenset({b"jpegblip", b"pngblip"})
_TROUBLES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


def pasted_pictures(content: bytes) -> tuple[bytes, ...]:
    """Return the pictures a document shows, each once, as files; those that are damaged or too large to be unpacked are left out."""
    if content.startswith(SIGNATURE):
        return _distinct(_of_word97(content))
    if is_rtf(content):
        return _distinct(_of_rtf(content[:MAX_RTF]))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_unpacked(archive, dict.fromkeys(_named(archive))))
    except _TROUBLES:
        return ()


def _named(archive: zipfile.ZipFile) -> Iterator[str]:
    if "word/document.xml" not in archive.namelist():
        yield from (name.decode("utf-8", "replace").removeprefix("./") for name in _LINKED.findall(_read(archive, "content.xml", _MAX_XML)))
        return
    relations: dict[bytes, str] = {}
    for one in _RELATION.findall(_read(archive, "word/_rels/document.xml.rels", _MAX_XML)):
        found = dict(_ATTRIBUTE.findall(one))
        if b"Id" in found and b"Target" in found:
            relations[found[b"Id"]] = found[b"Target"].decode("utf-8", "replace")
    for name in _SHOWN.findall(_read(archive, "word/document.xml", _MAX_XML)):
        if (target := relations.get(name, "")).lstrip("/").removeprefix("word/").startswith("media/"):
            yield "word/" + target.lstrip("/").removeprefix("word/")


def _unpacked(archive: zipfile.ZipFile, names: dict[str, None]) -> Iterator[bytes]:
    left = _MAX_ALL
    for name in list(names)[:MOST_PICTURES]:
        try:
            picture = _read(archive, name, min(_MAX_BYTES, left) + 1)
        except _TROUBLES:
            continue
        if len(picture) <= min(_MAX_BYTES, left):
            left -= len(picture)
            yield picture


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as member:
        return member.read(most)


def _distinct(found: Iterator[bytes]) -> tuple[bytes, ...]:
    """Return the first pictures of those found, each once, as many as may be held."""
    kept: dict[bytes, None] = {}
    left = _MAX_ALL
    for one in islice(found, 2 * MOST_PICTURES):
        if len(one) <= min(_MAX_BYTES, left) and one not in kept and len(kept) < MOST_PICTURES:
            kept[one] = None
            left -= len(one)
    return tuple(kept)


def _of_rtf(content: bytes) -> Iterator[bytes]:
    """Yield the pictures of rich text: figures behind the words that describe them, or bytes as they are (RTF 1.9, « Pictures »)."""
    for found in islice(_RTF_PICTURE.finditer(content), _MOST_SEEN):
        at, is_known = found.end(), False
        for _ in range(_MOST_WORDS):
            at = _behind_groups(content, at)
            word = _RTF_WORD.match(content, at)
            if word is None:
                break
            at = word.end()
            is_known = is_known or word[1] in _RTF_KINDS
            if word[1] == b"bin":
                if is_known:
                    yield content[at : at + max(0, int(word[2] or 0))]
                is_known = False
                break
        if is_known and (figures := _RTF_FIGURES.match(content, at)):
            letters = figures[0].translate(None, b" \t\r\n")
            yield bytes.fromhex(letters[: len(letters) // 2 * 2].decode("ascii"))


def _behind_groups(content: bytes, at: int) -> int:
    """Return where what follows blanks and groups begins, such as a picture's name; the end where a group has none nearby."""
    at, depth = _behind_blanks(content, at), 0
    for _ in range(_MOST_BRACES):
        if content[at : at + 1] != b"{" and not depth:
            return at
        brace = _RTF_BRACE.search(content, at, at + _LONGEST_GROUP)
        if brace is None:
            break
        depth += 1 if brace[0] == b"{" else -1
        at = brace.end() if depth else _behind_blanks(content, brace.end())
    return len(content)


def _behind_blanks(content: bytes, at: int) -> int:
    while at < len(content) and content[at] in b" \t\r\n":
        at += 1
    return at


def _of_word97(content: bytes) -> Iterator[bytes]:
    """Yield the pictures of a .doc: records of the drawing format within its streams ([MS-ODRAW] 2.2.23, [MS-DOC] 2.9.192)."""
    try:
        compound = Compound(content)
        streams = [compound.find(name) or b"" for name in ("Data", "WordDocument")]
    except UnreadableInputError:
        return
    for stream in streams:
        for found in _BLIP.finditer(stream):
            size, start = int.from_bytes(found[1], "little"), found.end()
            # One or two digests of 16 bytes and a mark stand before the picture.
            for head in (17, 33):
                if size > head and start + size <= len(stream) and stream.startswith(_PICTURES, start + head):
                    yield stream[start + head : start + size]
                    break
