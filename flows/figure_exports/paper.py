"""An answer on paper: its chart and its table as HTML for the printer (`flows.printing.pdf`). Pure."""

from datetime import date
from html import escape

from figures.chart_words import figure
from flows.figure_exports.sheet import Entry, Sheet

CHART = "chart.svg"
"""The name the document asks for its picture by."""
_SMALL, _SMALLER, _TINY = 6, 10, 16
"""More columns than these want smaller letters."""
_STYLE = """
@page { size: A4 landscape; margin: 14mm 14mm 16mm; }
@page { @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "Liberation Sans"; } }
body { font: 9.5pt/1.35 "Liberation Sans", sans-serif; color: #1d2733; }
h1 { font-size: 15pt; margin: 0 0 2mm; }
p { margin: 0 0 1mm; }
.about { color: #46515e; }
img { display: block; width: 100%; max-height: 125mm; margin: 4mm 0; object-fit: contain; object-position: left; }
table { table-layout: fixed; border-collapse: collapse; width: 100%; margin: 4mm 0; }
th, td { padding: 1mm 2mm; border-bottom: 0.2mm solid #c5ccd4; text-align: right; vertical-align: bottom; overflow-wrap: anywhere; }
th:first-child { text-align: left; width: 22%; }
.tiny th:first-child { width: 14%; }
thead th { border-bottom: 0.4mm solid #46515e; }
tbody th { font-weight: normal; }
tfoot th, tfoot td { border-top: 0.4mm solid #46515e; font-weight: bold; }
tr { break-inside: avoid; }
tfoot { display: table-row-group; }
.is-masked { font-style: italic; color: #46515e; }
.small table { font-size: 8pt; } .smaller table { font-size: 6.8pt; } .tiny table { font-size: 5.6pt; }
"""


def page(sheet: Sheet, language: str, town: str, made_on: date, chart: str | None) -> str:
    """Return a sheet as an HTML document; ``chart`` says in words what its picture shows, None where it has none."""
    picture = "" if chart is None else f'<img src="{CHART}" alt="{escape(chart)}">'
    about = "".join(f'<p class="about">{escape(line)}</p>' for line in sheet.about)
    notes = "".join(f"<p>{escape(line)}</p>" for line in sheet.notes)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in sheet.head)
    rows = [_row(row, language) for row in sheet.rows]
    body = f"<tbody>{''.join(rows[:-1])}</tbody>" if len(rows) > 1 else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>'
        f'<meta name="dcterms.created" content="{made_on.isoformat()}"><style>{_STYLE}</style></head>'
        f'<body class="{_letters(len(sheet.head))}"><h1>{escape(sheet.title)}</h1><p class="about">{escape(town)}</p>{about}{picture}'
        f"<table><thead><tr>{head}</tr></thead>{body}<tfoot>{rows[-1]}</tfoot></table>{notes}</body></html>"
    )


def _row(row: tuple[Entry, ...], language: str) -> str:
    return f'<tr><th scope="row">{escape(row[0].words)}</th>{"".join(_cell(one, language) for one in row[1:])}</tr>'


def _cell(entry: Entry, language: str) -> str:
    if entry.number is not None:
        return f"<td>{escape(figure(entry.number, entry.unit, language))}</td>"
    return f'<td class="is-masked">{escape(entry.words)}</td>' if entry.words else "<td>–</td>"


def _letters(columns: int) -> str:
    if columns > _TINY:
        return "tiny"
    return "smaller" if columns > _SMALLER else "small" if columns > _SMALL else ""
