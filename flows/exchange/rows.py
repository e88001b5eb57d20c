"""Rows of a file of another software, one after the other: CSV, JSON lines, or one JSON array. Never all of them at once."""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO, TextIO

from domain.errors import InvalidError, Mistake
from flows.wording import say

MOST_ROW_CHARACTERS = 1_000_000
_CHUNK = 64 * 1024
_SEPARATORS = ";,\t|"
Row = Mapping[str, str]


def rows_of(stream: BinaryIO) -> Iterator[Row | None]:
    """Yield the rows of a file by the names of their columns, None for one that cannot be read; the file is read from its beginning.

    Raises InvalidError for what is no table.
    """
    head = stream.read(_CHUNK)
    stream.seek(0)
    encoding = _encoding(head)
    first = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")[:1]
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        if first == "[":
            yield from _of_array(text)
        elif first == "{":
            yield from _of_lines(text)
        else:
            yield from _of_csv(text, head.decode(encoding, "replace"))
    finally:
        # It is whose it was: a wrapper that is forgotten closes what it wraps.
        text.detach()


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _of_csv(text: io.TextIOWrapper, head: str) -> Iterator[Row | None]:
    line = head.lstrip("\ufeff").partition("\n")[0]
    separator = max(_SEPARATORS, key=line.count)
    csv.field_size_limit(MOST_ROW_CHARACTERS)
    found = csv.reader(text, delimiter=separator)
    try:
        names = [name.strip() for name in next(found, [])]
    except csv.Error:
        names = []
    if len(names) < 2 or len(set(names)) != len(names):  # noqa: PLR2004 — a number and a state at the least
        raise _no_table(say("Its first line does not name columns, each once."))
    while True:
        try:
            cells = next(found, None)
        except csv.Error:
            yield None
            continue
        if cells is None:
            return
        if cells:
            yield None if len(cells) != len(names) else dict(zip(names, (cell.strip() for cell in cells), strict=True))


def _of_lines(text: TextIO) -> Iterator[Row | None]:
    for line in text:
        if line.strip():
            try:
                yield _row(json.loads(line))
            except (ValueError, RecursionError):
                yield None


def _of_array(text: TextIO) -> Iterator[Row | None]:
    decoder, kept = json.JSONDecoder(), text.read(_CHUNK).lstrip("\ufeff \t\r\n")[1:]
    while True:
        kept = kept.lstrip(" \t\r\n,")
        if kept.startswith("]"):
            return
        try:
            found, end = decoder.raw_decode(kept)
        except (ValueError, RecursionError):
            more = text.read(_CHUNK)
            kept += more
            if not more or len(kept) > MOST_ROW_CHARACTERS:
                raise _no_table(say("Its JSON breaks off, or is none.")) from None
            continue
        if end == len(kept) and (more := text.read(_CHUNK)):
            kept += more  # a number may go on
            continue
        yield _row(found)
        kept = kept[end:]


def _row(found: object) -> Row | None:
    if not isinstance(found, dict):
        return None
    return {str(name): "" if value is None else value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}


def _no_table(what: str) -> InvalidError:
    return InvalidError(Mistake(where="file", what=what, remedy=say("Give CSV with a line of names, JSON lines, or a JSON array.")))
