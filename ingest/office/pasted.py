"""The pictures of a Word (docx) or OpenDocument file in the order of its text: scans that somebody has pasted into a document."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

MOST_PICTURES = 20
_MAX_BYTES = 30 * 2**20
_MAX_ALL = 100 * 2**20
_MAX_XML = 16 * 2**20
_SHOWN = re.compile(rb'\b(?:r|o):(?:embed|id)="([^"]{1,80})"')
_RELATION = re.compile(rb"<Relationship\b[^>]{1,2000}>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]{1,300})"')
_LINKED = re.compile(rb'xlink:href="((?:\./)?Pictures/[^"]{1,300})"')
_TROUBLES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


def pasted_pictures(content: bytes) -> tuple[bytes, ...]:
    """Return the pictures a document shows, each once, as files; those that are damaged or too large to be unpacked are left out."""
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
