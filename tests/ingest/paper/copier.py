"""A copier for tests: renders pages and scans them as offices do, askew, with noise, as grey, JPEG or one bit a pixel."""

import io
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture = NDArray[np.uint8]

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
A4_INCHES = (8.27, 11.69)


def rendered(pdf: bytes | Path, page: int = 0, dpi: float = 200) -> Picture:
    """Return a page of a PDF in grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return np.array(document[page].render(scale=dpi / 72, grayscale=True).to_numpy(), np.uint8)


def empty(dpi: float = 200, paper: int = 255) -> Picture:
    """Return an A4 page with nothing on it."""
    return np.full((round(A4_INCHES[1] * dpi), round(A4_INCHES[0] * dpi)), paper, np.uint8)


def written(page: Picture, text: str, at_mm: tuple[float, float], size_mm: float, dpi: float = 200, ink: int = 0) -> Picture:
    """Return the page with lines of text on it."""
    image = Image.fromarray(page)
    font = ImageFont.truetype(str(FONT), round(size_mm / 25.4 * dpi)) if FONT.exists() else ImageFont.load_default(size_mm / 25.4 * dpi)
    place = (at_mm[0] / 25.4 * dpi, at_mm[1] / 25.4 * dpi)
    ImageDraw.Draw(image).multiline_text(place, text, fill=ink, font=font, spacing=size_mm / 25.4 * dpi * 0.5)
    return np.asarray(image, np.uint8)


def scanned(page: Picture, rng: np.random.Generator, *, degrees: float = 0.0, noise: float = 4.0, dpi: float = 200) -> Picture:
    """Return the page as a scanner gives it: turned a little, a little soft, grey paper and ink, noise."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(int(np.median(page)),))
    soft = cv2.GaussianBlur(turned, (0, 0), 0.6 * dpi / 200).astype(np.float32)
    return np.clip(25 + soft * (220 / 255) + rng.normal(0, noise, page.shape), 0, 255).astype(np.uint8)


def as_jpeg(page: Picture, quality: int = 50) -> Picture:
    """Return the page as it comes out of JPEG."""
    held = io.BytesIO()
    Image.fromarray(page).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held), np.uint8)


def one_bit(page: Picture, threshold: int = 140) -> Picture:
    """Return the page as CCITT keeps it: black and white, nothing lost."""
    held = io.BytesIO()
    Image.fromarray(page).point([0 if level <= threshold else 255 for level in range(256)]).convert("1").save(
        held, "TIFF", compression="group4"
    )
    return np.asarray(Image.open(held).convert("L"), np.uint8)


def faxed(page: Picture, rng: np.random.Generator, dpi: float = 200, down: float = 98, specks: float = 0.004) -> Picture:
    """Return the page as a fax of 204 dots an inch across and as many down as asked."""
    size = (round(page.shape[1] * 204 / dpi), round(page.shape[0] * down / dpi))
    small = one_bit(np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8), 150)
    flipped = rng.random(small.shape) < specks
    return np.where(flipped, 255 - small, small).astype(np.uint8)


def turned(page: Picture, quarters: int) -> Picture:
    """Return the page laid another way, counted in quarters of a turn."""
    return np.ascontiguousarray(np.rot90(page, quarters))


def barred(widths: str, dpi: float = 200, *, top_mm: float = 9, length_mm: float = 150, left_mm: float = 30) -> Picture:
    """Return a page with a Kodak patch, its bars named N and W from the upper edge down."""
    page = empty(dpi)
    at, unit = top_mm / 25.4, {"N": 0.08, "W": 0.20}
    for bar in widths:
        left, right = round(left_mm / 25.4 * dpi), round((left_mm + length_mm) / 25.4 * dpi)
        page[round(at * dpi) : round((at + unit[bar]) * dpi), left:right] = 0
        at += unit[bar] + 0.08
    return page
