"""A document of figures as HTML for the printer (`flows.printing.pdf`): its pages, their charts and tables. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from html import escape, unescape

from domain.report import ReportKind
from figures.chart_series import HIGH, WIDE
from figures.chart_words import unit_of
from figures.charts import svg
from figures.document_kinds import told_period
from figures.document_words import DEFINITIONS, cell_words, change, lead
from figures.documents import Chapter, Part, Plan, Shape
from figures.periods import told_day
from figures.table import Cell, Column, Table
from figures.words import Said
from flows.reports.style import STYLE

_LITTLE = (420.0, 165.0)
"""Units of the chart of a week, which stands beside a table."""
_DESCRIBED = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
_MADE = Said("Établi le {day}", "Made on {day}")
_CONTENTS = Said("Sommaire", "Contents")
_PAGE = Said("page", "page")
_BESIDE = Said("{words}\u00a0: {told}", "{words}: {told}")
_NONE = Said("Aucune donnée pour cette période.", "No data in this period.")
_MORE = Said("… et {count} de plus.", "… and {count} more.")
_COUNTED = Said("{count}\u00a0de plus, comptés dans l’ensemble.", "{count} more, counted in the whole.")
_MASKED = Said(
    "masqué : moins de cinq demandes, ou de quoi les déduire.", "masked: fewer than five requests, or what they could be computed from."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Requests in a document, a row each: the first of ``count``. ``empty`` is said where there are none."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that stands in a document. ``tables`` by the codes of their parts, ``beside`` those that stand small beside tiles.

    ``left_out``: lines that do not stand there.
    ``about`` says of which department or sector; ``logo`` is the name of the town's picture, None where it has none.
    ``actions`` are the town's own words.
    """

    plan: Plan
    town: str
    about: str
    made_on: date
    language: str
    tables: Mapping[str, Table]
    beside: Mapping[str, Table] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    listings: tuple[Listing, ...] = ()
    logo: str | None = None
    actions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A document and the pictures it asks for, by name."""

    html: str
    files: Mapping[str, bytes]


class Layout(StrEnum):
    """How close a document is set, each closer than the one before."""

    WIDE = "wide"
    CLOSE = "close"
    """Chapters follow one another on a page, charts are smaller."""
    CLOSEST = "close closest"
    """Names in tables have one line, and end where that does."""


def pages(content: Content, layout: Layout = Layout.WIDE) -> Pages:
    """Return a document."""
    files: dict[str, bytes] = {}
    is_report = content.plan.kind is ReportKind.ANNUAL
    body = "".join(_annual(content, files)) if is_report else "".join(_sheet(content, files))
    title = escape(_title(content))
    about = f" – {content.about}" if content.about else ""
    running = f'<p class="running">{escape(f"{content.town} – {content.plan.title.told(content.language)}{about}")}</p>'
    html = (
        f'<!doctype html><html lang="{content.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="dcterms.created" content="{content.made_on.isoformat()}"><style>{STYLE}</style></head>'
        f'<body class="{content.plan.kind.value} {layout.value}">{running}{body}</body></html>'
    )
    return Pages(html=html, files=files)


def _title(content: Content) -> str:
    period = told_period(content.plan.kind, content.plan.period, content.language)
    about = f" – {content.about}" if content.about else ""
    return f"{content.plan.title.told(content.language)}{about}, {period}"


def _logo(content: Content) -> str:
    # The name of the town stands beside it.
    return f'<img class="logo" src="{content.logo}" alt="{escape(content.town)}">' if content.logo else ""


def _sheet(content: Content, files: dict[str, bytes]) -> Iterator[str]:
    """Yield a document without a cover."""
    period = told_period(content.plan.kind, content.plan.period, content.language)
    about = f'<p class="about">{escape(content.about)}</p>' if content.about else ""
    made = _MADE.filled(content.language, day=told_day(content.made_on, content.language))
    yield (
        f'<header class="head">{_logo(content)}<div><p class="town">{escape(content.town)}</p>'
        f"<h1>{escape(content.plan.title.told(content.language))}</h1>{about}"
        f'<p class="period">{escape(period[:1].upper() + period[1:])} · {escape(made)}</p></div></header>'
    )
    first, *others = content.plan.chapters
    yield _chapter(content, first, files)
    if content.listings:
        yield '<div class="listings">' + "".join(_listing(one, content.language) for one in content.listings) + "</div>"
    pair = "pair" if content.plan.kind is ReportKind.WEEKLY else "chapters"
    yield f'<div class="{pair}">' + "".join(_chapter(content, chapter, files) for chapter in others) + "</div>"
    if _is_any_masked(content):
        yield f'<p class="masked">{escape(_MASKED.told(content.language))}</p>'


def _is_any_masked(content: Content) -> bool:
    return any(cell.is_masked for table in content.tables.values() for line in (*table.lines, table.total) for cell in line.cells)


def _annual(content: Content, files: dict[str, bytes]) -> Iterator[str]:
    """Yield the report with its cover and its contents."""
    language, chapters = content.language, _shown(content)
    period = told_period(content.plan.kind, content.plan.period, language)
    made = _MADE.filled(language, day=told_day(content.made_on, language))
    yield (
        f'<section class="cover">{_logo(content)}<p class="town">{escape(content.town)}</p>'
        f'<h1>{escape(content.plan.title.told(language))}</h1><p class="period">{escape(period[:1].upper() + period[1:])}</p>'
        f'<p class="about">{escape(Said("Demandes des habitants", "Requests of residents").told(language))}</p>'
        f'<p class="made">{escape(made)}</p></section>'
    )
    listed = "".join(f'<li><a href="#{one.code}">{escape(one.heading.told(language))}</a></li>' for one in chapters)
    yield f'<nav class="contents"><h2>{escape(_CONTENTS.told(language))}</h2><ol>{listed}</ol></nav>'
    for chapter in chapters:
        yield _chapter(content, chapter, files)


def _shown(content: Content) -> tuple[Chapter, ...]:
    """Return the chapters there is something to say in."""
    return tuple(one for one in content.plan.chapters if one.code != "actions" or content.actions.strip())


def _chapter(content: Content, chapter: Chapter, files: dict[str, bytes]) -> str:
    begins = " begins" if chapter.begins_page else ""
    parts = [f'<section class="chapter{begins}" id="{chapter.code}"><h2>{escape(chapter.heading.told(content.language))}</h2>']
    if content.plan.kind is ReportKind.ANNUAL:
        parts += [f'<p class="lead">{escape(one)}</p>' for one in lead(chapter.code, content.tables, content.language)]
    for part in chapter.parts:
        if len(chapter.parts) > 1 and part.shape is not Shape.TILES:
            parts.append(f"<h3>{escape(part.heading.told(content.language))}</h3>")
        parts.append(_part(content, part, files))
    if chapter.code == "actions":
        parts.append(_own_words(content.actions))
    if chapter.code == "method":
        parts.append(_definitions(content))
    return "".join((*parts, "</section>"))


def _part(content: Content, part: Part, files: dict[str, bytes]) -> str:
    table = content.tables[part.code]
    if part.shape is Shape.TILES:
        return _tiles(content, part, table)
    if part.question.rows is not None and not table.lines:
        return f'<p class="none">{escape(_NONE.told(content.language))}</p>'
    drawn = (
        "" if part.shape is Shape.TABLE else _chart(part, table, content.language, files, is_little=content.plan.kind is ReportKind.WEEKLY)
    )
    written = "" if part.shape is Shape.CHART else _table(table, content.language)
    left = content.left_out.get(part.code, 0)
    more = f'<p class="more">{escape(_COUNTED.filled(content.language, count=left))}</p>' if left else ""
    return drawn + written + more


def _chart(part: Part, table: Table, language: str, files: dict[str, bytes], *, is_little: bool) -> str:
    name = f"{part.code}.svg"
    wide, high = _LITTLE if is_little else (WIDE, HIGH)
    picture = svg(replace(table, title=""), part.question.view, language, wide=wide, high=high)
    files[name] = picture.encode()
    described = _DESCRIBED.search(picture)
    told = unescape(described[1]) if described is not None else ""
    return f'<p class="chart"><img src="{name}" alt="{escape(f"{part.heading.told(language)}. {told}")}"></p>'


def _tiles(content: Content, part: Part, table: Table) -> str:
    tiles = []
    for at, column in enumerate(table.columns):
        if column.is_before:
            continue
        cell, unit = table.total.cells[at], unit_of(column.unit, content.language)
        shown = cell_words(cell, column.unit, content.language)
        value = escape(shown) + (f" <small>{escape(unit)}</small>" if unit and cell.value is not None else "")
        before = _before(content, part, table, at)
        tiles.append(f'<li><span class="name">{escape(column.label)}</span><strong>{value}</strong>{before}</li>')
    return f'<ul class="tiles">{"".join(tiles)}</ul>'


def _before(content: Content, part: Part, table: Table, at: int) -> str:
    column, now = table.columns[at], table.total.cells[at]
    found = _beside(content, part, table, column)
    if found is None or part.beside_words is None:
        return ""
    told = cell_words(found, column.unit, content.language)
    words = _BESIDE.filled(content.language, words=part.beside_words.told(content.language), told=told)
    if now.value is not None and found.value and column.unit.value == "count":
        words += f" ({change(now.value, found.value, content.language)})"
    return f'<span class="before">{escape(words)}</span>'


def _beside(content: Content, part: Part, table: Table, column: Column) -> Cell | None:
    """Return what stands small beside a tile."""
    other = content.beside.get(part.code)
    wanted = replace(column, is_before=other is None)
    source = table if other is None else other
    for one, cell in zip(source.columns, source.total.cells, strict=True):
        if (one.indicator, one.key, one.is_before) == (wanted.indicator, wanted.key, wanted.is_before):
            return cell
    return None


def _table(table: Table, language: str) -> str:
    heads = "".join(f'<th scope="col">{escape(_head(one, language))}</th>' for one in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(line.label)}</th>{_cells(line.cells, table.columns, language)}</tr>' for line in table.lines
    )
    total = f'<tr><th scope="row">{escape(table.total.label)}</th>{_cells(table.total.cells, table.columns, language)}</tr>'
    return (
        f'<table class="of-{min(len(table.columns), 7)}"><thead><tr><th scope="col">{escape(table.row_title)}</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody><tfoot>{total}</tfoot></table>"
    )


def _head(column: Column, language: str) -> str:
    unit = unit_of(column.unit, language)
    return f"{column.label} ({unit})" if unit else column.label


def _cells(cells: Sequence[Cell], columns: Sequence[Column], language: str) -> str:
    return "".join(
        f"<td{' class=' + chr(34) + 'hidden' + chr(34) if cell.is_masked else ''}>{escape(cell_words(cell, column.unit, language))}</td>"
        for cell, column in zip(cells, columns, strict=True)
    )


def _listing(one: Listing, language: str) -> str:
    heading = f"<h2>{escape(one.heading)} <span>{one.count}</span></h2>"
    if not one.rows:
        return f'<section class="listing">{heading}<p class="none">{escape(one.empty)}</p></section>'
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in one.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(words)}</td>" for words in row[1:]) + "</tr>"
        for row in one.rows
    )
    left = one.count - len(one.rows)
    more = f'<p class="more">{escape(_MORE.filled(language, count=left))}</p>' if left else ""
    return f'<section class="listing">{heading}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</section>'


def _own_words(text: str) -> str:
    """Return a town's words: paragraphs between empty lines, and lines that begin with a dash as a list."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n")):
        rows = block.splitlines()
        if all(row.lstrip().startswith(("- ", "– ", "• ")) for row in rows):
            parts.append("<ul>" + "".join(f"<li>{escape(row.lstrip()[2:])}</li>" for row in rows) + "</ul>")
        else:
            parts.append("<p>" + "<br>".join(escape(row) for row in rows) + "</p>")
    return f'<div class="own">{"".join(parts)}</div>'


def _definitions(content: Content) -> str:
    language = content.language
    defined = "".join(f"<h3>{escape(term.told(language))}</h3><p>{escape(words.told(language))}</p>" for term, words in DEFINITIONS)
    return f'<div class="definitions">{defined}</div>'
