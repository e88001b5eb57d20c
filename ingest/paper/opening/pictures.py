"""Pictures as pages: any picture a camera, a telephone or a copier makes becomes a grey one held upright."""

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError
from pillow_heif import register_heif_opener

from ingest.paper.opening.limits import Limits
from ingest.paper.opening.survey import FileKind, Grey, PageSize, Picture, Source, Survey, Trouble, TroubleError
from ingest.pieces import photo_position

register_heif_opener()
# Pillow keeps these for the whole process, so they are said once: set around each picture, one thread would undo them for another.
# It fails at twice its limit, 400 millions, the most the settings allow; the limit of the settings is looked at before anything is decoded.
Image.MAX_IMAGE_PIXELS = 200_000_000
ImageFile.LOAD_TRUNCATED_IMAGES = True

_ORIENTATION = 274
_A4_INCHES = 297 / 25.4
_FAX_WIDTHS = frozenset({1728, 2048, 2432})
"""Dots of a fax line on A4, B4 and A3 (ITU-T T.4)."""
_FAX_STANDARD_LINES = range(900, 1400)
_DPI = range(90, 2401)
"""What scanners really do. Cameras and phones write 72 on anything."""
_PAGE_INCHES = (1.5, 50.0)
_TWO_TONES = (0, 255)
_BOX_HEAD = 8
_TAIL_BYTES = 4_096
_NEARLY = 0.01
"""PNG counts dots a metre: 600 dpi are 599.9988 in it."""

IMAGE_ERRORS = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    ZeroDivisionError,
    OverflowError,
    RuntimeError,
    Image.DecompressionBombError,
)
"""What Pillow raises over damaged pictures."""


def survey_picture(source: Source, kind: FileKind, limits: Limits) -> Survey:
    """Return what the header of a picture says; nothing is decoded."""
    try:
        with opened_image(source, limits) as image:
            orientation = _orientation(image)
            dpi_x, dpi_y = plausible_dpi(image.size, _declared_dpi(image))
            width, height = image.size[0] * 72 / dpi_x, image.size[1] * 72 / dpi_y
    except TroubleError as error:
        return Survey(kind=kind, page_count=1, trouble=error.trouble)
    content = source if isinstance(source, bytes) else source.read_bytes()
    if orientation > 4:  # noqa: PLR2004 - 5 to 8 lie on their side
        width, height = height, width
    trouble = None if _has_end(content, kind) else Trouble.TRUNCATED
    # Of a HEIC that broke off nothing can be decoded, of JPEG 2000 perhaps an empty page, of any other what there is.
    of_page = trouble if kind in {FileKind.HEIC, FileKind.JP2} else None
    return Survey(
        kind=kind,
        pages=(PageSize(width=width, height=height, is_picture=True, trouble=of_page),),
        page_count=1,
        position=photo_position(content),
        trouble=trouble,
    )


def picture(source: Source, dpi: int, limits: Limits) -> Picture:
    """Return the picture, grey, held upright; one with at least twice the resolution wanted is reduced by a whole number.

    What is missing at the end of a truncated one stays grey or white. Raises TroubleError.
    """
    with opened_image(source, limits) as image:
        orientation = _orientation(image)
        declared = plausible_dpi(image.size, _declared_dpi(image))
        factor = _factor(declared, dpi)
        before = image.size
        if image.format == "JPEG":
            # The decoder gives brightness alone, and smaller by 2, 4 or 8, for less than the whole costs.
            image.draft("L", (-(-before[0] // factor), -(-before[1] // factor)))
        after = image.size
        grey, is_bilevel = grey_of(image)
        dpi_x, dpi_y = declared[0] * after[0] / before[0], declared[1] * after[1] / before[1]
    return reduced(oriented(Picture(grey=grey, dpi_x=dpi_x, dpi_y=dpi_y, is_bilevel=is_bilevel), orientation), dpi)


@contextmanager
def opened_image(source: Source, limits: Limits) -> Iterator[Image.Image]:
    """Open a picture of a permitted size; nothing is decoded yet. Raises TroubleError, also for what goes wrong within the block."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),  # of damaged EXIF and the like
            Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image,
        ):
            check_pixels(image.size, limits)
            yield image
    except Image.DecompressionBombError as error:
        raise TroubleError(Trouble.TOO_MANY_PIXELS) from error
    except IMAGE_ERRORS as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise TroubleError(Trouble.MALFORMED) from error


def check_pixels(size: tuple[int, int], limits: Limits) -> None:
    """Raise TroubleError for a picture that is too large, or none."""
    if size[0] * size[1] > limits.pixels:
        raise TroubleError(Trouble.TOO_MANY_PIXELS)
    if size[0] <= 0 or size[1] <= 0:
        raise TroubleError(Trouble.MALFORMED)


def grey_of(image: Image.Image) -> tuple[Grey, bool]:
    """Return brightness by rows, transparent parts white, and whether it has two tones only."""
    image.load()
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _grey_of_deep(image), False
    if mode == "LAB":
        image = image.getchannel("L")
    elif image.has_transparency_data:
        image = _on_white(image)
    grey = np.array(image if image.mode == "L" else image.convert("L"), dtype=np.uint8)
    return grey, mode == "1" or is_two_toned(grey)


def _on_white(image: Image.Image) -> Image.Image:
    both = image.convert("LA")
    paper = Image.new("L", image.size, 255)
    paper.paste(both.getchannel("L"), mask=both.getchannel("A"))
    return paper


def _grey_of_deep(image: Image.Image) -> Grey:
    """Return 8 bits of 16, 32 or of numbers with a point."""
    deep = np.asarray(image)
    if deep.dtype.kind == "f":
        deep = np.nan_to_num(deep.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(deep.max(initial=0))
    full = 1.0 if deep.dtype.kind == "f" and top <= 1 else 255.0 if top <= 255 else 65_535.0 if top <= 65_535 else top  # noqa: PLR2004
    return np.asarray(np.clip(deep.astype(np.float32) * (255.0 / full), 0, 255), dtype=np.uint8)


def is_two_toned(grey: Grey) -> bool:
    """Say whether a picture has pure black and white only: told by every eighth row, since no photo or JPEG has even one such."""
    some = grey[::8]
    return bool(some.size) and int(np.count_nonzero(some == _TWO_TONES[0])) + int(np.count_nonzero(some == _TWO_TONES[1])) == some.size


def oriented(held: Picture, orientation: int) -> Picture:
    """Turn a picture as its EXIF or TIFF orientation (1 to 8) asks."""
    grey = held.grey
    if orientation > 4:  # noqa: PLR2004 - 5 to 8 lie on their side
        grey = grey.T
        held = replace(held, dpi_x=held.dpi_y, dpi_y=held.dpi_x)
    if orientation in {2, 3, 6, 7}:
        grey = grey[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        grey = grey[::-1]
    return replace(held, grey=np.ascontiguousarray(grey))


def reduced(held: Picture, dpi: int) -> Picture:
    """Reduce by whole numbers, for each direction by itself, what has at least twice the resolution wanted."""
    by_x, by_y = max(1, int(held.dpi_x / dpi + _NEARLY)), max(1, int(held.dpi_y / dpi + _NEARLY))
    if by_x == by_y == 1:
        return held
    height, width = held.grey.shape
    size = (max(1, round(width / by_x)), max(1, round(height / by_y)))
    grey = np.asarray(cv2.resize(held.grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return Picture(grey=grey, dpi_x=held.dpi_x * size[0] / width, dpi_y=held.dpi_y * size[1] / height)


def _factor(declared: tuple[float, float], dpi: int) -> int:
    return max(1, int(min(declared) / dpi + _NEARLY))


def plausible_dpi(size: tuple[int, int], declared: tuple[float, float] | None) -> tuple[float, float]:
    """Return the resolution a picture says it has, or the likely one where it says none or what cannot be.

    A width that only faxes have tells those; anything else is taken for a sheet of A4.
    """
    if declared is not None:
        across, down = declared
        inches = [pixels / dpi for pixels, dpi in zip(size, declared, strict=True) if dpi > 0]
        is_likely = all(int(dpi) in _DPI for dpi in (across, down)) and 1 / 4 <= across / down <= 4  # noqa: PLR2004 - 400 x 100
        if is_likely and max(inches) >= _PAGE_INCHES[0] and max(inches) <= _PAGE_INCHES[1]:
            return across, down
    if size[0] in _FAX_WIDTHS:
        return 204.0, 98.0 if size[1] in _FAX_STANDARD_LINES else 196.0
    dpi = max(1.0, max(size) / _A4_INCHES)
    return dpi, dpi


def _declared_dpi(image: Image.Image) -> tuple[float, float] | None:
    try:
        across, down = image.info.get("dpi", (0, 0))
        return (float(across), float(down)) if across > 0 and down > 0 else None
    except (TypeError, ValueError, ZeroDivisionError):
        return None


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1 where there is none, or none that means anything."""
    if image.format == "PNG" and "exif" not in image.info:
        return 1  # Pillow would decode the whole picture to look behind it
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except IMAGE_ERRORS:
        return 1  # damaged EXIF: the picture itself may be sound
    return value if isinstance(value, int) and 1 <= value <= 8 else 1  # noqa: PLR2004 - EXIF 2.32, 4.6.4


def _has_end(content: bytes, kind: FileKind) -> bool:
    """Say whether a file is there to its end, where its kind tells."""
    return kind not in _ENDS or _ENDS[kind](content)


def _has_last_box(content: bytes) -> bool:
    """Say whether the boxes that a HEIC file consists of lie in it to the end of the last one (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + _BOX_HEAD <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size == 0:
            return True  # to the end of the file, wherever that is
        if size < _BOX_HEAD:
            return False
        at += size
    return at <= len(content)


_ENDS: Mapping[FileKind, Callable[[bytes], bool]] = {
    FileKind.JPEG: lambda content: b"\xff\xd9" in content[-_TAIL_BYTES:],  # cameras write more behind it
    FileKind.PNG: lambda content: b"IEND" in content[-_TAIL_BYTES:],
    FileKind.GIF: lambda content: b"\x3b" in content[-16:],
    FileKind.WEBP: lambda content: len(content) >= int.from_bytes(content[4:8], "little") + 8,
    FileKind.BMP: lambda content: len(content) >= int.from_bytes(content[2:6], "little"),
    FileKind.HEIC: _has_last_box,
    FileKind.JP2: lambda content: b"\xff\xd9" in content[-_TAIL_BYTES:],  # the end of the codestream (ISO/IEC 15444-1, A.4.4)
}


def read_head(source: Source, size: int) -> bytes:
    """Return the first bytes of a file."""
    if isinstance(source, bytes):
        return source[:size]
    with source.open("rb") as file:
        return file.read(size)


def size_of(source: Source) -> int:
    """Return the size of a file in bytes."""
    return len(source) if isinstance(source, bytes) else Path(source).stat().st_size
