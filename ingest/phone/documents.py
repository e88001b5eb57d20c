"""Logs that are documents, JSON objects or XML elements, one after another: cut into those in flat memory, broken ones passed over."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.phone.faults import Reason
from ingest.phone.source import Bytes, Encoding, LastLine, Place
from ingest.phone.survey import Shape

LONGEST_DOCUMENT = 4 << 20
"""Letters of a document: a call's record with all its variables has some ten thousand."""
_CHUNK = 1 << 18
_BETWEEN = re.compile(r"[\s,\[\]\ufeff\0]*")
_BETWEEN_ELEMENTS = re.compile(r"(?:[\s\ufeff\0]+|<!--.*?-->|</[\w:.-]+\s*>)*", re.DOTALL)
_NEXT_OBJECT = re.compile(r"[\r\n]\s*\{")
_DECODER = json.JSONDecoder()
_ENTITIES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class RawDocument(NamedTuple):
    """A document: what it holds or why it cannot be read, its first line's number, its lines, the byte after it."""

    text: str
    value: object
    line: int
    lines: int
    end: int
    reason: Reason | None = None


class Documents:
    """The documents of a log, from a place on."""

    def __init__(self, stream: Bytes, shape: Shape, encoding: Encoding, start: Place | None = None, element: str = "cdr") -> None:
        self.place = start or Place()
        name = re.escape(element)
        self._next = re.compile(rf"<{name}(?=[\s/>])")
        self._empty = re.compile(rf"<{name}(?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/>")
        self._end = re.compile(rf"</{name}\s*>")
        self._between = _BETWEEN if shape is Shape.JSON else _BETWEEN_ELEMENTS
        self._stream = stream
        self._shape = shape
        # Bytes that are no UTF-8 are kept as they are, so that bytes can be counted.
        self._name = encoding.value if encoding in (Encoding.UTF_16_LE, Encoding.UTF_16_BE) else "utf-8"
        self._decoder = codecs.getincrementaldecoder(self._name)("surrogateescape" if self._name == "utf-8" else "replace")
        self._text = ""
        self._has_ended = False

    def documents(self, last: LastLine) -> Iterator[RawDocument]:
        """Yield the documents; ``place`` is behind the last one given. One without its end is awaited, or said to be cut off."""
        while True:
            self._pass_over()
            if not self._text:
                return
            found = self._object() if self._shape is Shape.JSON else self._element()
            if found is None:
                if last is LastLine.AWAITED:
                    return
                yield self._taken(len(self._text), None, Reason.CUT_OFF)
                return
            length, value, reason = found
            if value is None and reason is None:
                self._move(length)  # the ends of what the rows stood in
            else:
                yield self._taken(length, value, reason)

    def _pass_over(self) -> None:
        """Take what stands between documents."""
        while self._text or self._grow():
            between = self._between.match(self._text)
            if between is None or not between.end():
                return
            self._move(between.end())

    def _grow(self) -> bool:
        """Read on; return whether anything came."""
        while not self._has_ended:
            raw = self._stream.read(_CHUNK)
            self._has_ended = not raw
            if part := self._decoder.decode(raw, not raw):
                self._text += part
                return True
        return False

    def _object(self) -> tuple[int, object, Reason | None] | None:
        """Return how long the next object is and what it holds, None where it has not come to its end."""
        if not self._text.startswith("{"):
            return self._until(_NEXT_OBJECT), None, Reason.JSON
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text)
            except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError only
                is_broken = not isinstance(error, json.JSONDecodeError) or not _may_go_on(error, self._text)
                if is_broken or len(self._text) >= LONGEST_DOCUMENT:
                    return self._until(_NEXT_OBJECT), None, Reason.JSON if is_broken else Reason.LONG
                if not self._grow():
                    return None
            else:
                return end, value, None

    def _element(self) -> tuple[int, object, Reason | None] | None:
        """Return how long the next element is with what stands before it, None where it has not come to its end."""
        while True:
            found = self._next.search(self._text)
            empty = self._empty.match(self._text, found.start()) if found else None
            end = empty or self._end.search(self._text)
            if end is not None:
                length = end.end()
                is_found = found is not None and found.start() < length
                reason = Reason.ENTITIES if _ENTITIES.search(self._text, 0, length) else None if is_found else Reason.XML
                return length, self._text[found.start() if found is not None and is_found else 0 : length], reason
            if len(self._text) >= LONGEST_DOCUMENT:
                return len(self._text), None, Reason.LONG
            if not self._grow():
                if found is not None:
                    return None
                is_nothing = self._between.fullmatch(self._text) is not None
                return len(self._text), None, None if is_nothing else _leftover(self._text)

    def _until(self, pattern: re.Pattern[str]) -> int:
        """Return where the next document begins, or all there is."""
        found = pattern.search(self._text, 1)
        return found.end() - 1 if found else len(self._text)

    def _taken(self, length: int, value: object, reason: Reason | None) -> RawDocument:
        before = length - len(value) if isinstance(value, str) else 0  # what stands above the first row
        text, line = self._text[before:length], self.place.line + self._text.count("\n", 0, before)
        self._move(length)
        return RawDocument(text[:400], value, line, max(1, self.place.line - line), self.place.byte, reason)

    def _move(self, length: int) -> None:
        taken = self._text[:length]
        self._text = self._text[length:]
        size = len(taken.encode(self._name, "surrogateescape" if self._name == "utf-8" else "replace"))
        self.place = Place(byte=self.place.byte + size, line=self.place.line + taken.count("\n"))


def _may_go_on(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a mistake in JSON may only be that the rest of it has not come."""
    return error.msg.startswith(("Unterminated string", "Invalid \\")) or error.pos >= len(text.rstrip()) - 8


def _leftover(text: str) -> Reason:
    return Reason.ENTITIES if _ENTITIES.search(text) else Reason.XML
