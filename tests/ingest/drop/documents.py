"""Small documents of every kind, made here."""

import io
from datetime import UTC, datetime

import pillow_heif
from fpdf import FPDF
from PIL import Image


def pdf(text: str = "Bonjour") -> bytes:
    document = FPDF()
    document.set_creation_date(datetime(2026, 3, 12, tzinfo=UTC))  # the same text makes the same file, whenever it is made
    document.add_page()
    document.set_font("Helvetica", size=12)
    document.cell(text=text)
    return bytes(document.output())


def tiff(pages: int = 3) -> bytes:
    first, *others = (Image.new("1", (200, 280), number % 2) for number in range(pages))
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", compression="group4", save_all=True, append_images=others)
    return buffer.getvalue()


def picture(kind: str) -> bytes:
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    image = Image.effect_noise((64, 64), 60).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()
