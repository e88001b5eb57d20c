"""Marks on a page that say where a letter ends: the code of one of our sheets, a patch of type T. Other codes are passed over."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from domain.paper import Separator, Sheet
from ingest.paper.heap.patch_code import patch_types
from ingest.paper.heap.sheet_code import find_sheet

Picture = NDArray[np.uint8]

_FORMATS = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))

_LOW_DPI, _MIDDLE_DPI, _FULL_DPI = 90, 150, 300
"""Our sheets read best where pixels are averaged to 90 to 180 dots an inch: a module has 5 pixels still and the specks of a fax are gone.
Codes that firms print on letters are smaller and want 150; the full picture is read only where a code was seen and could not be read."""

_SQUARE_ENOUGH = 1.02
"""Pixels of so little difference are left as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What was found on a page."""

    sheet: Sheet | None = None
    patch_t: bool = False

    @property
    def separator(self) -> Separator | None:
        """Return what the page separates letters as; a sheet that has a patch, too, is a sheet."""
        if self.sheet is not None:
            return Separator.SHEET
        return Separator.PATCH_T if self.patch_t else None


def marks(picture: Picture, dpi: tuple[float, float]) -> Marks:
    """Return the marks on a page in whatever way it lies.

    ``picture`` is grey (height x width, 8 bits), ``dpi`` its pixels to the inch across and down, which need not be the same.
    """
    middle, middle_dpi = reduced(picture, dpi, _MIDDLE_DPI)
    low, low_dpi = reduced(picture, dpi, _LOW_DPI)
    found = [*_codes(middle), *(_codes(low) if low_dpi < middle_dpi else ())]
    if not any(code.valid for code in found):
        found += _codes(np.asarray(cv2.medianBlur(low, 3), np.uint8))
    if _is_some_unread(found) and min(dpi) >= _FULL_DPI:
        found += _codes(reduced(picture, dpi, _FULL_DPI)[0])
    texts = tuple(dict.fromkeys(code.text for code in found if code.valid))
    sheets = [sheet for text in texts if (sheet := find_sheet(text)) is not None]
    return Marks(sheet=sheets[0] if sheets else None, patch_t="T" in patch_types(low, low_dpi))


def reduced(picture: Picture, dpi: tuple[float, float], least: float) -> tuple[Picture, float]:
    """Return the picture with square pixels, as small as ``least`` dots an inch allow, and its dots an inch; never enlarged.

    Whole pixels are averaged first: that costs a fifth of a reduction by a broken factor.
    """
    across, down = (min(max(1, int(one / least)), max(1, side)) for one, side in zip(dpi, picture.shape[::-1], strict=True))
    height, width = picture.shape[0] // down, picture.shape[1] // across
    if (across, down) != (1, 1):
        cut = picture[: height * down, : width * across]
        picture = np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    left = (dpi[0] / across, dpi[1] / down)
    square = min(left)
    if max(left) < square * _SQUARE_ENOUGH:
        return picture, square
    size = (max(1, round(width * square / left[0])), max(1, round(height * square / left[1])))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8), square


def _codes(picture: Picture) -> tuple[zxingcpp.Barcode, ...]:
    return tuple(
        zxingcpp.read_barcodes(
            np.ascontiguousarray(picture),
            formats=_FORMATS,
            try_downscale=False,
            try_invert=False,
            text_mode=zxingcpp.TextMode.Plain,
            return_errors=True,
        )
    )


def _is_some_unread(found: Iterable[zxingcpp.Barcode]) -> bool:
    """Tell whether something was seen that could not be read."""
    return any(not code.valid for code in found)
