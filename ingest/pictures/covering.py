"""A photo as it may be shown: opened with care, upright, small, nothing said of itself; what is in boxes is not in it any more."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from domain.publication import MOST_BOXES, WHOLE, Box, Finding
from ingest.pictures.faces import Rectangle, faces
from ingest.pictures.plates import plates

register_heif_opener()
MOST_PIXELS = 60_000_000
"""Of an original; a telephone's camera has fifty million. Said in its first bytes: more is never unpacked."""
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF")
_QUALITY = 80
_BLOCKS = 5
"""Blocks along the longer side of a box: some dozen colours are all that is left of a face, and nothing of a row of signs."""


class UnfitError(Exception):
    """A file is no picture that can be shown; ``is_too_large``: it has too many points."""

    def __init__(self, *, is_too_large: bool = False) -> None:
        super().__init__("too large" if is_too_large else "no picture")
        self.is_too_large = is_too_large


def opened(content: bytes) -> NDArray[np.uint8]:
    """Return a photo as it is seen, upright, at most `LONGEST_SIDE` long, without what its file says of it. Raises UnfitError."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 1:
                raise UnfitError(is_too_large=True)
            picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            if upright.mode in {"RGBA", "LA", "PA", "P"}:
                ground = Image.new("RGBA", upright.size, "white")
                ground.alpha_composite(upright.convert("RGBA"))
                upright = ground
            return np.ascontiguousarray(np.asarray(upright.convert("RGB"), np.uint8)[:, :, ::-1])
    except UnfitError:
        raise
    except Image.DecompressionBombError as error:
        raise UnfitError(is_too_large=True) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:  # what Pillow raises at damaged files
        raise UnfitError from error


def proposed(picture: NDArray[np.uint8], model: Path) -> tuple[Box, ...]:
    """Return boxes around what looks like faces and number plates, at most `MOST_BOXES`."""
    height, width = picture.shape[:2]
    found = [(Finding.FACE, one) for one in faces(picture, model)] + [(Finding.PLATE, one) for one in plates(picture)]
    boxes = (_box(one, width, height, finding) for finding, one in found)
    return tuple(one for one in boxes if one.fits())[:MOST_BOXES]


def covered(picture: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.uint8]:
    """Return a picture in which nothing in the boxes can be recognised, by nobody and by no program: it is not there any more."""
    done = picture.copy()
    height, width = done.shape[:2]
    for one in boxes:
        left, right = one.left * width // WHOLE, -(-(one.left + one.width) * width // WHOLE)
        top, bottom = one.top * height // WHOLE, -(-(one.top + one.height) * height // WHOLE)
        part = done[top:bottom, left:right]
        if part.size == 0:
            continue
        longer = max(part.shape[:2])
        few = (max(1, round(part.shape[1] * _BLOCKS / longer)), max(1, round(part.shape[0] * _BLOCKS / longer)))
        blocks = cv2.resize(part, few, interpolation=cv2.INTER_AREA)
        # Only the blocks are enlarged and blurred: the blur hides their edges, it is not what hides the face.
        large = cv2.resize(blocks, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_NEAREST)
        done[top:bottom, left:right] = cv2.GaussianBlur(large, (0, 0), max(1.0, longer / _BLOCKS / 4))
    return done


def packed(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture as JPEG that says nothing beside its points."""
    target = BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1])).save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()


def _box(one: Rectangle, width: int, height: int, finding: Finding) -> Box:
    left, top = int(one[0] * WHOLE / width), int(one[1] * WHOLE / height)
    right, bottom = -int(-(one[0] + one[2]) * WHOLE // width), -int(-(one[1] + one[3]) * WHOLE // height)
    return Box(left=left, top=top, width=min(WHOLE, right) - left, height=min(WHOLE, bottom) - top, finding=finding)
