"""A chart as PNG."""

import io
from decimal import Decimal

import pytest
from PIL import Image

from figures.charts import svg
from figures.question import View
from figures.table import Cell, Column, Line, Table, Unit
from flows.reports.pictures import png


def test_a_chart_becomes_a_picture_of_its_size_and_colours() -> None:
    cells = (Cell(value=Decimal(7)),)
    table = Table(
        title="Reçues",
        row_title="Canal",
        columns=(Column(indicator="received", key=None, label="Reçues", unit=Unit.COUNT),),
        lines=(Line(key="mail", label="Courriel", cells=cells),),
        total=Line(key=None, label="Total", cells=cells),
    )
    picture = Image.open(io.BytesIO(png(svg(table, View.BARS, "fr"))))
    assert picture.format == "PNG"
    assert picture.width == 1488
    colours = {colour for _, colour in picture.convert("RGB").getcolors(100_000) or ()}
    assert (0x1F, 0x5A, 0x8C) in colours


def test_what_is_no_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="without a size"):
        png("<svg></svg>")
