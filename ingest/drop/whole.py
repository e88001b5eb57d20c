"""Does a document have its end? Told from its frame alone, by steps whose number is bounded: nothing of strangers is decoded here."""

import re
import struct
from collections.abc import Callable, Mapping

Wholeness = Callable[[bytes], bool]
"""Tells whether a file parses to its end. Must neither raise nor take long, whatever the bytes are."""

_LEAST_BYTES = 8
"""Of fewer, nobody can tell what they are to become."""
_HEAD_BYTES = 1024
_TAIL_BYTES = 4096
"""Some copiers and mail gateways write a few hundred bytes behind the end of a document."""
_PDF = b"%PDF-"
_LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
_TIFF_SIZES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)
"""Bytes of a value by its type (TIFF 6.0, page 15; BigTIFF)."""
_TIFF_PLACES = {273: 279, 324: 325}
"""Tags that say where strips and tiles begin, and those that say how long they are."""
_DIRECTORIES = 20_000
_VALUES = 400_000
_BOXES = 10_000
_SEGMENTS = 10_000
_MARKER, _START_OF_SCAN = 0xFF, 0xDA
_END_OF_ZIP = b"PK\x05\x06"
_ZIP_TAIL_BYTES = 65_557
"""The last record of an archive and the longest remark it can hold (APPNOTE.TXT, 4.3.16)."""


def is_whole(content: bytes) -> bool:
    """Tell whether a file has its end, by the rules of its format; what is of none known here has it where it does not begin with zeros.

    Whoever copies over a network may set the size first and fill it in afterwards: then the beginning or the end is zeros.
    """
    if _PDF in content[:_HEAD_BYTES]:
        return _pdf_has_end(content)
    for beginning, has_end in _ENDS.items():
        if content.startswith(beginning):
            return has_end(content)
    if content[4:8] == b"ftyp":
        return _boxes_have_end(content)
    return len(content) >= _LEAST_BYTES and any(content[:_HEAD_BYTES])


def _pdf_has_end(content: bytes) -> bool:
    # A file made for the web has an end mark near its beginning too, but says how long it is (ISO 32000-1, F.3.3).
    linear = _LINEARIZED.search(content[:_HEAD_BYTES])
    if linear is not None and len(content) < int(linear[1]):
        return False
    return b"%%EOF" in content[-_TAIL_BYTES:]


def _tiff_has_end(content: bytes) -> bool:
    """Walk from page to page: all that each of them points to lies within the file.

    The few writers that leave out the end of the chain have their files wait until these are given up.
    """
    order = "<" if content.startswith(b"II") else ">"
    try:
        is_big = struct.unpack_from(f"{order}H", content, 2)[0] == 43  # noqa: PLR2004 — BigTIFF
        tiff = _Tiff(content, order, is_big=is_big)
        (at,) = struct.unpack_from(order + tiff.word, content, 8 if is_big else 4)
        seen: set[int] = set()
        while at and at not in seen and len(seen) < _DIRECTORIES:
            seen.add(at)
            at = tiff.past(at)
    except (struct.error, ValueError):
        return False
    return bool(seen)


class _Tiff:
    """The frame of a TIFF. ``word`` is how offsets and counts are written."""

    def __init__(self, content: bytes, order: str, *, is_big: bool) -> None:
        self._content = content
        self._order = order
        self.word = "Q" if is_big else "L"
        self._counted, self._step = ("Q", 20) if is_big else ("H", 12)

    def past(self, at: int) -> int:
        """Return where the page after one begins, 0 after the last. Raises struct.error or ValueError where something is not there."""
        (count,) = self._numbers(self._counted, 1, at)
        at += struct.calcsize(self._order + self._counted)
        if count == 0 or at + count * self._step > len(self._content):
            raise ValueError(count)
        places: dict[int, tuple[int, ...]] = {}
        for entry in range(at, at + count * self._step, self._step):
            tag, values = self._entry(entry)
            places[tag] = values
        for begins, lengths in _TIFF_PLACES.items():
            for start, length in zip(places.get(begins, ()), places.get(lengths, ()), strict=False):
                if start + length > len(self._content):
                    raise ValueError(tag)
        return self._numbers(self.word, 1, at + count * self._step)[0]

    def _entry(self, at: int) -> tuple[int, tuple[int, ...]]:
        """Return a tag, and its values where they say where pixels are."""
        tag, kind = self._numbers("H", 2, at)
        (length,) = self._numbers(self.word, 1, at + 4)
        size = _TIFF_SIZES[kind] if kind < len(_TIFF_SIZES) else 0
        if not tag:
            raise ValueError(tag)  # zeros where a page should be
        width = struct.calcsize(self._order + self.word)
        at += 4 + width
        if size * length > width:
            (at,) = self._numbers(self.word, 1, at)
        if at + size * length > len(self._content):
            raise ValueError(tag)
        is_place = tag in _TIFF_PLACES or tag in _TIFF_PLACES.values()
        if not is_place or size not in (2, 4, 8) or length > _VALUES:
            return tag, ()
        return tag, self._numbers({2: "H", 4: "L", 8: "Q"}[size], length, at)

    def _numbers(self, kind: str, count: int, at: int) -> tuple[int, ...]:
        return struct.unpack_from(f"{self._order}{count}{kind}", self._content, at)


def _jpeg_has_end(content: bytes) -> bool:
    """Look for the end behind the head: a small picture that a camera puts into the head has an end of its own (ITU-T T.81, B.1.1)."""
    return content.find(b"\xff\xd9", max(_picture_begins(content), len(content) - _TAIL_BYTES)) >= 0


def _picture_begins(content: bytes) -> int:
    """Return where the first scan of a JPEG begins; the end of the file where its head goes on to there, 0 where the head is damaged."""
    at = 2
    for _ in range(_SEGMENTS):
        if at + 4 > len(content):
            return len(content)
        if content[at] != _MARKER:
            return 0
        if content[at + 1] == _MARKER:  # fill
            at += 1
            continue
        if content[at + 1] == _START_OF_SCAN:
            return at
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return 0


def _png_has_end(content: bytes) -> bool:
    return b"IEND\xaeB`\x82" in content[-_TAIL_BYTES:]


def _gif_has_end(content: bytes) -> bool:
    return content.rstrip(b"\x00").endswith(b"\x3b")


def _riff_has_end(content: bytes) -> bool:
    return len(content) >= 8 + int.from_bytes(content[4:8], "little")


def _bmp_has_end(content: bytes) -> bool:
    return len(content) >= int.from_bytes(content[2:6], "little")


def _jpeg_2000_has_end(content: bytes) -> bool:
    # Its last box may run to the end of the file, wherever that is: the picture itself has a mark there (ISO/IEC 15444-1, A.4.4).
    return b"\xff\xd9" in content[-_TAIL_BYTES:] and (content.startswith(b"\xff\x4f") or _boxes_have_end(content))


def _zip_has_end(content: bytes) -> bool:
    return _END_OF_ZIP in content[-_ZIP_TAIL_BYTES:]


def _boxes_have_end(content: bytes) -> bool:
    """Walk over the outermost boxes of a HEIC or JPEG 2000 picture (ISO/IEC 14496-12, 4.2)."""
    at = 0
    for _ in range(_BOXES):
        if at == len(content):
            return True
        if at + 8 > len(content):
            return False
        (size,) = struct.unpack_from(">L", content, at)
        if size == 1 and at + 16 <= len(content):
            (size,) = struct.unpack_from(">Q", content, at + 8)
        if size == 0:  # to the end of the file, wherever that is
            return True
        if size < 8:  # noqa: PLR2004 — a box is at least its own head
            return False
        at += size
        if at > len(content):
            return False
    return False


_ENDS: Mapping[bytes, Wholeness] = {
    b"II*\x00": _tiff_has_end,
    b"MM\x00*": _tiff_has_end,
    b"II+\x00": _tiff_has_end,
    b"MM\x00+": _tiff_has_end,
    b"\xff\xd8\xff": _jpeg_has_end,
    b"\x89PNG": _png_has_end,
    b"GIF8": _gif_has_end,
    b"RIFF": _riff_has_end,
    b"BM": _bmp_has_end,
    b"PK\x03\x04": _zip_has_end,
    b"\0\0\0\x0cjP  ": _jpeg_2000_has_end,
    b"\xff\x4f\xff\x51": _jpeg_2000_has_end,
}
