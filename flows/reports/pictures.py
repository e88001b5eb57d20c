"""A chart as a picture: PNG of an SVG of our own."""

import io
import re

import pypdfium2

from flows.printing import pdf

_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_POINTS_A_PIXEL = 0.75


def png(svg: str, *, enlarged: float = 2.0) -> bytes:
    """Return a chart of `figures.charts` as PNG, so many times as large as its units. Raises UnprintableError and UnavailableError."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError(f"A chart without a size: {svg[:100]!r}")
    wide, high = found.groups()
    page = (
        '<!doctype html><html lang="fr"><head><title>-</title><style>'
        f"@page {{ size: {wide}px {high}px; margin: 0 }} body {{ margin: 0 }} img {{ display: block; width: {wide}px }}"
        '</style></head><body><img src="chart.svg" alt="-"></body></html>'
    )
    document = pypdfium2.PdfDocument(pdf.render(page, {"chart.svg": svg.encode()}))
    try:
        picture = document[0].render(scale=enlarged / _POINTS_A_PIXEL).to_pil()
    finally:
        document.close()
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
