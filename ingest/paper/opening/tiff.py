"""TIFF (6.0, with BigTIFF and the fax profiles of RFC 2301): its pages, also of files that faxes and copiers left damaged.

The directories are read here, each at most once; the pixels are decoded by Pillow, of a file made anew with what matters of one page.
A strip that is missing or broken so costs its own rows and not the page.
"""

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ingest.paper.opening.limits import Limits
from ingest.paper.opening.pictures import IMAGE_ERRORS, check_pixels, grey_of, is_two_toned, opened_image, oriented, plausible_dpi, reduced
from ingest.paper.opening.survey import FileKind, Grey, PageSize, Picture, Source, Survey, Trouble, TroubleError

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_FORMATS = {1: "B", 3: "H", 4: "L", 6: "b", 7: "B", 8: "h", 9: "l", 11: "f", 12: "d", 13: "L", 16: "Q", 17: "q", 18: "Q"}
_RATIONAL = frozenset({5, 10})
_SHORT, _LONG, _BYTES, _LONG8 = 3, 4, 7, 16
_MAX_ENTRIES = 512
_MAX_VALUES = 400_000
_MAX_CHAIN = 20_000

(_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER, _OFFSETS, _ORIENTATION, _SAMPLES, _ROWS, _COUNTS) = (
    *(254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279),
)
_X_DPI, _Y_DPI, _PLANAR, _UNIT, _TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_COUNTS = 282, 283, 284, 296, 322, 323, 324, 325
_T4_OPTIONS, _T6_OPTIONS, _PREDICTOR, _COLOURS, _EXTRA, _FORMAT, _JPEG_TABLES, _SUBSAMPLING = 292, 293, 317, 320, 338, 339, 347, 530
_OLD_JPEG, _OLD_JPEG_LENGTH = 513, 514
_KEPT = (_BITS, _FILL_ORDER, _SAMPLES, _PLANAR, _T4_OPTIONS, _T6_OPTIONS, _PREDICTOR, _COLOURS, _EXTRA, _FORMAT, _JPEG_TABLES)
_SOME_FAX = frozenset({2, 3, 4, 32_771})
_PLAIN, _OJPEG, _JPEG, _G4 = 1, 6, 7, 4
_YCBCR = 6
_INCH, _CENTIMETRE = 2, 3
_THUMBNAIL, _MASK = 1, 4

Values = tuple[int | float, ...] | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What is said of one page: by tag its type and values. ``order`` is ``<`` or ``>``, as `struct` writes the order of bytes."""

    order: str
    tags: Mapping[int, tuple[int, Values]]

    def number(self, tag: int, missing: int = 0) -> int:
        """Return the first value of a tag."""
        values = self.tags.get(tag, (0, ()))[1]
        return int(values[0]) if values else missing

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Return the values of a tag."""
        return tuple(int(value) for value in self.tags.get(tag, (0, ()))[1])

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in pixels, as they are stored."""
        return self.number(_WIDTH), self.number(_HEIGHT)

    @property
    def orientation(self) -> int:
        """Return how it is to be held (1 to 8)."""
        value = self.number(_ORIENTATION, 1)
        return value if 1 <= value <= 8 else 1  # noqa: PLR2004 - TIFF 6.0, page 36

    @property
    def dpi(self) -> tuple[float, float]:
        """Return the dots an inch across and down; the likely ones where the file says none."""
        across, down = (self.tags.get(tag, (0, ()))[1] for tag in (_X_DPI, _Y_DPI))
        if not across and not down:
            return plausible_dpi(self.size, None)
        scale = 2.54 if self.number(_UNIT, _INCH) == _CENTIMETRE else 1.0
        first, second = float((across or down)[0]) * scale, float((down or across)[0]) * scale
        return plausible_dpi(self.size, (first, second) if first > 0 and second > 0 else None)


def survey_tiff(data: memoryview, limits: Limits) -> Survey:
    """Return the pages of a TIFF; those in front of where it breaks off, and that it does."""
    found, trouble = directories(data)
    pages: list[PageSize] = []
    for directory in found[: limits.pages]:
        dpi_x, dpi_y = directory.dpi
        width, height = directory.size[0] * 72 / dpi_x, directory.size[1] * 72 / dpi_y
        if directory.orientation > 4:  # noqa: PLR2004 - 5 to 8 lie on their side
            width, height = height, width
        too_many = Trouble.TOO_MANY_PIXELS if directory.size[0] * directory.size[1] > limits.pixels else None
        pages.append(PageSize(width=width, height=height, is_picture=True, trouble=too_many))
    if trouble is None and any(_is_cut(directory, len(data)) for directory in found):
        trouble = Trouble.TRUNCATED
    if len(found) > limits.pages:
        trouble = Trouble.TOO_MANY_PAGES
    elif len(pages) == 1 and pages[0].trouble:
        trouble = pages[0].trouble
    return Survey(kind=FileKind.TIFF, pages=tuple(pages), page_count=len(found), trouble=trouble or (None if pages else Trouble.NO_PAGES))


def directories(data: memoryview) -> tuple[tuple[Directory, ...], Trouble | None]:
    """Return what is said of each page, thumbnails and masks left out, and why no more could be read."""
    order = "<" if bytes(data[:2]) == b"II" else ">"
    found: list[Directory] = []
    seen: set[int] = set()
    try:
        is_big = struct.unpack_from(f"{order}H", data, 2)[0] == 43  # noqa: PLR2004 - BigTIFF
        (offset,) = struct.unpack_from(f"{order}Q" if is_big else f"{order}L", data, 8 if is_big else 4)
        while offset and len(seen) < _MAX_CHAIN:
            if offset in seen:
                return _pages(found), Trouble.MALFORMED
            seen.add(offset)
            directory, offset = _directory(data, offset, order, is_big=is_big)
            found.append(directory)
    except (struct.error, OverflowError):  # beyond the end, far beyond it
        return _pages(found), Trouble.TRUNCATED
    except ValueError:
        return _pages(found), Trouble.MALFORMED
    return _pages(found), Trouble.MALFORMED if offset else None


def _pages(found: Sequence[Directory]) -> tuple[Directory, ...]:
    whole = tuple(one for one in found if min(one.size) > 0)
    return tuple(one for one in whole if not one.number(_SUBFILE) & (_THUMBNAIL | _MASK)) or whole


def _directory(data: memoryview, offset: int, order: str, *, is_big: bool) -> tuple[Directory, int]:
    """Return a directory and where the next one is. Raises struct.error beyond the end, ValueError for what is none."""
    counted, step, word = ("Q", 20, "Q") if is_big else ("H", 12, "L")
    (count,) = struct.unpack_from(order + counted, data, offset)
    if not 0 < count <= _MAX_ENTRIES:
        raise ValueError(count)
    first = offset + struct.calcsize(order + counted)
    tags: dict[int, tuple[int, Values]] = {}
    for at in range(first, first + count * step, step):
        tag, kind = struct.unpack_from(f"{order}HH", data, at)
        (length,) = struct.unpack_from(order + word, data, at + 4)
        values = _values(data, at + (12 if is_big else 8), kind, length, order + word)
        if values is not None and tag not in tags:
            tags[tag] = (kind, values)
    end = first + count * step
    if end + struct.calcsize(order + word) > len(data):
        return Directory(order=order, tags=tags), 0  # some writers leave out the end of the chain
    return Directory(order=order, tags=tags), struct.unpack_from(order + word, data, end)[0]


def _values(data: memoryview, at: int, kind: int, length: int, word: str) -> Values | None:
    size = _SIZES.get(kind, 0) * length
    if not size or length > _MAX_VALUES:
        return None
    if size > struct.calcsize(word):
        (at,) = struct.unpack_from(word, data, at)
    if at + size > len(data):
        return None
    if kind == _BYTES or kind not in _FORMATS:
        if kind in _RATIONAL:
            parts = struct.unpack_from(f"{word[0]}{2 * length}{'L' if kind == 5 else 'l'}", data, at)  # noqa: PLR2004 - RATIONAL
            return tuple(top / below if below else 0.0 for top, below in zip(parts[::2], parts[1::2], strict=True))
        return bytes(data[at : at + size])
    return struct.unpack_from(f"{word[0]}{length}{_FORMATS[kind]}", data, at)


# --- pixels ---------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A strip or a tile: where its bytes are, where its pixels go."""

    start: int
    length: int
    left: int
    top: int
    width: int
    height: int


def tiff_picture(source: Source, data: memoryview, number: int, dpi: int, limits: Limits) -> Picture:
    """Return a page, grey, held upright; rows that are missing are white. Raises TroubleError where nothing of it can be had."""
    found, _ = directories(data)
    if not 0 <= number < len(found):
        raise TroubleError(Trouble.NO_PAGES)
    directory = found[number]
    check_pixels(directory.size, limits)
    grey = _pixels(source, data, directory, limits)
    dpi_x, dpi_y = directory.dpi
    page = Picture(grey=grey, dpi_x=dpi_x, dpi_y=dpi_y, is_bilevel=is_two_toned(grey))
    return reduced(oriented(page, directory.orientation), dpi)


def _pixels(source: Source, data: memoryview, directory: Directory, limits: Limits) -> Grey:
    if directory.number(_COMPRESSION, _PLAIN) == _OJPEG:
        return _old_jpeg(source, data, directory, limits)
    pieces = tuple(_pieces(data, directory))
    is_tiled = _TILE_OFFSETS in directory.tags
    if not is_tiled and pieces and all(piece.length for piece in pieces):
        whole = _decoded(directory, [_content(data, piece) for piece in pieces], directory.size, limits)
        if whole is not None:
            return _without_void(whole, directory)
    return _mosaic(data, directory, pieces, limits)


def _mosaic(data: memoryview, directory: Directory, pieces: Sequence[_Piece], limits: Limits) -> Grey:
    """Decode the pieces one by one onto white. Raises TroubleError where none can be."""
    page = np.full(directory.size[::-1], 255, dtype=np.uint8)
    is_anything = False
    for piece in pieces:
        if not piece.length:
            continue
        size = (piece.width, piece.height)
        part = _decoded(directory, [_content(data, piece)], size, limits)
        if part is not None:
            part = _without_void(part, directory)
            height, width = min(piece.height, page.shape[0] - piece.top), min(piece.width, page.shape[1] - piece.left)
            page[piece.top : piece.top + height, piece.left : piece.left + width] = part[:height, :width]
            is_anything = True
    if not is_anything:
        raise TroubleError(Trouble.TRUNCATED if _is_cut(directory, len(data)) else Trouble.MALFORMED)
    return page


def _without_void(grey: Grey, directory: Directory) -> Grey:
    """Whiten the rows a fax that broke off has not: the decoder leaves them 0, which is black in some files. No fax ends in black rows."""
    if directory.number(_COMPRESSION) not in _SOME_FAX or grey[-1].any():
        return grey
    rows = np.flatnonzero(grey.any(axis=1))
    grey[int(rows[-1]) + 1 if rows.size else 0 :] = 255
    return grey


def _pieces(data: memoryview, directory: Directory) -> Iterator[_Piece]:
    """Yield strips or tiles. Of colours kept apart only the first plane is taken: the brightness is in it, or nearly."""
    width, height = directory.size
    is_tiled = _TILE_OFFSETS in directory.tags
    offsets = directory.numbers(_TILE_OFFSETS if is_tiled else _OFFSETS)
    counts = directory.numbers(_TILE_COUNTS if is_tiled else _COUNTS)
    across = directory.number(_TILE_WIDTH) if is_tiled else width
    down = directory.number(_TILE_HEIGHT) if is_tiled else min(directory.number(_ROWS) or height, height)
    if across <= 0 or down <= 0 or across > 2 * width + 4096 or down > 2 * height + 4096:
        raise TroubleError(Trouble.MALFORMED)
    columns = -(-width // across)
    for place, start in enumerate(offsets[: columns * -(-height // down)]):
        # Where no length is given, or none that can be, all up to the end is handed over: the decoder stops by itself.
        length = counts[place] if place < len(counts) and counts[place] > 0 else len(data)
        top, left = place // columns * down, place % columns * across
        rows = down if is_tiled else min(down, height - top)
        yield _Piece(start=start, length=max(0, min(length, len(data) - start)), left=left, top=top, width=across, height=rows)


def _content(data: memoryview, piece: _Piece) -> bytes:
    return bytes(data[piece.start : piece.start + piece.length])


def _is_cut(directory: Directory, size: int) -> bool:
    for offsets, counts in ((_OFFSETS, _COUNTS), (_TILE_OFFSETS, _TILE_COUNTS)):
        starts, lengths = directory.numbers(offsets), directory.numbers(counts)
        if any(start >= size for start in starts) or any(a + b > size for a, b in zip(starts, lengths, strict=False)):
            return True
    return False


def _kept(directory: Directory) -> Iterator[tuple[int, tuple[int, Values]]]:
    for tag in _KEPT:
        kind, values = directory.tags.get(tag, (0, ()))
        # None of these is a fraction where it means anything.
        if values and (kind in _FORMATS or isinstance(values, bytes)):
            yield tag, (_LONG if kind == _LONG8 else kind, values)


def _written(directory: Directory, strips: Sequence[bytes], size: tuple[int, int]) -> bytes:
    """Write a TIFF of one page in strips, or of one piece of a page, with what matters of its directory."""
    order = directory.order
    compression = directory.number(_COMPRESSION, _PLAIN)
    photometric = directory.number(_PHOTOMETRIC, 0 if compression in _SOME_FAX else 1)
    rows = size[1] if len(strips) == 1 else directory.number(_ROWS) or size[1]
    tags = dict(_kept(directory))
    tags |= {_WIDTH: (_LONG, (size[0],)), _HEIGHT: (_LONG, (size[1],)), _ROWS: (_LONG, (rows,))}
    tags |= {_COMPRESSION: (_SHORT, (compression,)), _PHOTOMETRIC: (_SHORT, (photometric,))}
    tags[_COUNTS] = (_LONG, tuple(len(strip) for strip in strips))
    tags[_OFFSETS] = (_LONG, (0,) * len(strips))
    if compression == _JPEG and photometric == _YCBCR and _SUBSAMPLING in directory.tags:
        tags[_SUBSAMPLING] = directory.tags[_SUBSAMPLING]
    if directory.number(_PLANAR, 1) != 1 and directory.number(_SAMPLES, 1) > 1:
        tags |= {_PLANAR: (_SHORT, (1,)), _SAMPLES: (_SHORT, (1,)), _PHOTOMETRIC: (_SHORT, (1,))}
        tags[_BITS] = (_SHORT, directory.numbers(_BITS)[:1] or (8,))
        tags.pop(_EXTRA, None)
    head = 8 + 2 + 12 * len(tags) + 4
    long_values = {tag: packed for tag, (kind, values) in tags.items() if len(packed := _packed(order, kind, values)) > 4}  # noqa: PLR2004
    first = head + sum(len(packed) + len(packed) % 2 for packed in long_values.values())
    starts, at = [], first
    for strip in strips:
        starts.append(at)
        at += len(strip)
    tags[_OFFSETS] = (_LONG, tuple(starts))
    entries, behind, at = bytearray(), bytearray(), head
    for tag, (kind, values) in sorted(tags.items()):
        packed = _packed(order, kind, values)
        count = len(packed) // _SIZES[kind]
        entries += struct.pack(f"{order}HHL", tag, kind, count)
        if len(packed) > 4:  # noqa: PLR2004 - what fits stands in the entry itself
            entries += struct.pack(f"{order}L", at)
            behind += packed + b"\0" * (len(packed) % 2)
            at += len(packed) + len(packed) % 2
        else:
            entries += packed.ljust(4, b"\0")
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return b"".join([magic, struct.pack(f"{order}LH", 8, len(tags)), entries, b"\0" * 4, behind, *strips])


def _packed(order: str, kind: int, values: Values) -> bytes:
    if isinstance(values, bytes):
        return values
    return struct.pack(f"{order}{len(values)}{_FORMATS[kind]}", *values)


def _decoded(directory: Directory, strips: Sequence[bytes], size: tuple[int, int], limits: Limits) -> Grey | None:
    """Return the pixels of strips, or of a piece; None where the decoder gives them up."""
    try:
        content = _written(directory, strips, size)
    except (struct.error, OverflowError):
        return None  # a tag says a number that cannot be
    return _pixels_of(content, size, limits)


def _pixels_of(content: bytes, size: tuple[int, int], limits: Limits) -> Grey | None:
    try:
        with opened_image(content, limits) as image:
            return grey_of(image)[0] if image.size == size else None
    except TroubleError:
        return None


def _old_jpeg(source: Source, data: memoryview, directory: Directory, limits: Limits) -> Grey:
    """Return the pixels of JPEG as TIFF 6.0 had it first: a whole JPEG stands at one place of the file, or in its only strip."""
    starts = [directory.number(_OLD_JPEG)] if _OLD_JPEG in directory.tags else []
    starts += directory.numbers(_OFFSETS)[:1]
    for start in starts:
        if bytes(data[start : start + 2]) == b"\xff\xd8":
            length = directory.number(_OLD_JPEG_LENGTH) if start == starts[0] else 0
            whole = _pixels_of(bytes(data[start : start + length] if length > 1024 else data[start:]), directory.size, limits)  # noqa: PLR2004
            if whole is not None:
                return whole
    return _by_library(source, directory, limits)


def _by_library(source: Source, directory: Directory, limits: Limits) -> Grey:
    """Let Pillow find the page in the file as it is."""
    with opened_image(source, limits) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            if image.size == directory.size:
                check_pixels(image.size, limits)
                return grey_of(image)[0]
    raise TroubleError(Trouble.MALFORMED)


def group4(grey: Grey) -> bytes:
    """Return the rows of a picture of two tones as one strip of Group 4 (ITU-T T.6), black as 1."""
    sink = io.BytesIO()
    try:
        # Pillow codes what is white as the black of T.6, and says so in its tags; turned over, it is coded as faxes do.
        page = Image.fromarray(255 - grey).convert("1", dither=Image.Dither.NONE)
        page.save(sink, format="TIFF", compression="group4", tiffinfo={_ROWS: grey.shape[0]})
    except IMAGE_ERRORS as error:
        raise TroubleError(Trouble.MALFORMED) from error
    data = memoryview(sink.getvalue())
    found, _ = directories(data)
    return b"".join(_content(data, piece) for piece in _pieces(data, found[0]))
