"""`citoyen figures`: what a town asks of its requests, as tables."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer
from rich.table import Table as Shown

from cli import facts, options, reports
from cli.options import Json, TownOption
from cli.screen import out, print_json, print_wide
from cli.words import language, tr
from domain.errors import ConfigurationError, InvalidError, Mistake
from domain.figures import Axis
from figures.axis_words import AXES
from figures.chart_words import figure
from figures.faults import Field, UnaskableError
from figures.indicators import INDICATORS
from figures.periods import NAMED
from figures.presets import PRESETS, pairs_of
from figures.table import Cell, Line, Table, Unit
from figures.wire import offered, table_object
from flows import queries
from flows.figure_exports import csv_file
from flows.figure_exports.sheet import head_of, sheet_of
from flows.figures import OPERATOR, answer, asked_in, today_in

OPTIONS = {
    Field.SHOW: "--indicator",
    Field.BY: "--by",
    Field.AND_BY: "--and-by",
    Field.PERIOD: "--period",
    Field.FROM: "--from",
    Field.TO: "--to",
    Field.LIMIT: "--limit",
    Field.QUERY: "--query",
    "preset": "PRESET",
}
"""By which options the parts of a question are given; others are filters."""
figures = typer.Typer(
    no_args_is_help=True, help=tr("Figures of a town’s requests, and what they are counted from."), rich_markup_mode="rich"
)
LIST_HELP = tr("List the indicators, the axes, the periods and the presets.\n\nExample:\n\n$ citoyen figures list")
SHOW_HELP = tr(
    "Show a preset, or what is asked for by options, as a table.\n\nExamples:\n\n$ citoyen figures show by_department\n\n"
    "$ citoyen figures show --indicator received --by subject --and-by sector --period year\n\n"
    "$ citoyen figures show by_month --from 2026-01-01 --to 2026-06-30 --filter department=VOI --compare --csv"
)
Preset = Annotated[str | None, typer.Argument(metavar="PRESET", help=tr("A question that is ready: see citoyen figures list."))]
Indicators = Annotated[list[str] | None, typer.Option("--indicator", metavar="CODE", help=tr("What is counted; may come several times."))]
By = Annotated[list[str] | None, typer.Option("--by", metavar="AXIS", help=tr("What the lines are told apart by."))]
AndBy = Annotated[list[str] | None, typer.Option("--and-by", metavar="AXIS", help=tr("What the columns are told apart by."))]
PeriodName = Annotated[str | None, typer.Option("--period", metavar="NAME", help=tr("Such as month, 3_months, 12_months, year, all."))]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help=tr("First day."))]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help=tr("Last day; without it today."))]
Filters = Annotated[
    list[str] | None,
    typer.Option("--filter", metavar="AXIS=KEY", help=tr("Only these; may come several times. “-” is none known.")),
]
Compare = Annotated[bool, typer.Option("--compare", help=tr("Beside the same days of the year before."))]
Limit = Annotated[str | None, typer.Option("--limit", metavar="N", help=tr("So many lines at most."))]
QueryNumber = Annotated[
    str | None, typer.Option("--query", metavar="ID", help=tr("Only requests of this saved query: see citoyen query list."))
]
Csv = Annotated[bool, typer.Option("--csv", help=tr("As CSV, as the desk exports it."))]


def register(app: typer.Typer) -> None:
    """Add the group."""
    figures.command("list", help=LIST_HELP)(list_offered)
    figures.command("show", help=SHOW_HELP)(show)
    facts.register(figures)
    reports.register(figures)
    app.add_typer(figures, name="figures")


def list_offered(as_json: Json = False) -> None:
    """List what can be asked."""
    spoken = language(os.environ)
    if as_json:
        print_json(offered(spoken))
        return
    _print_list(tr("Indicators"), ((one.code, one.label.told(spoken)) for one in INDICATORS.values()))
    _print_list(tr("Axes"), ((axis, words.told(spoken)) for axis, words in AXES.items()))
    _print_list(tr("Periods"), ((name, words.told(spoken)) for name, words in NAMED.items()))
    _print_list(tr("Presets"), ((one.code, one.title.told(spoken)) for one in PRESETS.values()))


def show(  # noqa: PLR0913, PLR0917 - an option for each part of a question
    preset: Preset = None,
    indicators: Indicators = None,
    by: By = None,
    and_by: AndBy = None,
    period: PeriodName = None,
    first: From = None,
    last: To = None,
    filters: Filters = None,
    compare: Compare = False,
    limit: Limit = None,
    query: QueryNumber = None,
    town: TownOption = None,
    as_csv: Csv = False,
    as_json: Json = False,
) -> None:
    """Show an answer."""
    single = {
        Field.BY: _once("--by", by),
        Field.AND_BY: _once("--and-by", and_by),
        Field.PERIOD: period,
        Field.FROM: first,
        Field.TO: last,
        Field.LIMIT: limit,
        Field.QUERY: query,
    }
    given = [
        *((str(Field.SHOW), one) for one in indicators or ()),
        *((str(field), text) for field, text in single.items() if text is not None),
        *(_filter(one) for one in filters or ()),
        *([(str(Field.COMPARE), "1")] if compare else []),
    ]
    with options.installation() as installation:
        named = options.only_town(installation, town)
        spoken = language(os.environ)
        try:
            pairs = given if preset is None else pairs_of(preset, given, today_in(installation, named))
            table = answer(installation, OPERATOR, named, asked_in(installation, named, pairs, spoken), spoken, queries.OPERATOR)
        except UnaskableError as error:
            raise InvalidError(*(_by_option(one) for one in error.told(spoken).mistakes)) from error
    _print(table, spoken, as_csv=as_csv, as_json=as_json)


def _print(table: Table, spoken: str, *, as_csv: bool, as_json: bool) -> None:
    if as_json:
        print_json(table_object(table))
    elif as_csv:
        typer.echo(csv_file.written(sheet_of(table, (), spoken), spoken), nl=False)
    else:
        _print_table(table, spoken)


def _once(option: str, given: list[str] | None) -> str | None:
    """Return what was given once. Raises ConfigurationError for more: of two, nobody says which was meant."""
    if given is not None and len(given) > 1:
        remedy = tr("Give it once: figures are told apart by one axis (--by), or by two (--by and --and-by).")
        raise ConfigurationError(Mistake(where=option, what=tr("it was given {count} times.", count=len(given)), remedy=remedy))
    return given[0] if given else None


def _filter(text: str) -> tuple[str, str]:
    axis, sign, key = text.partition("=")
    if not sign or not key or axis not in set(Axis):
        remedy = tr("Write AXIS=KEY, such as department=VOI. The axes are {axes}.", axes=", ".join(Axis))
        raise ConfigurationError(Mistake(where="--filter", what=tr("“{text}” is no filter.", text=text), remedy=remedy))
    return axis, key


def _by_option(mistake: Mistake) -> Mistake:
    return replace(mistake, where=next((option for field, option in OPTIONS.items() if field == mistake.where), "--filter"))


def _print_list(title: str, lines: Iterator[tuple[str, str]]) -> None:
    shown = Shown(title=title, title_justify="left", show_header=False)
    for code, words in lines:
        shown.add_row(code, words)
    print_wide(shown)


def _print_table(table: Table, spoken: str) -> None:
    if table.row_title:
        _print_lines(table, spoken)
    else:
        _print_whole(table, spoken)
    for note in table.notes:
        out.print(note)


def _print_whole(table: Table, spoken: str) -> None:
    """Print what nothing tells apart: an indicator a line."""
    shown = Shown(title=table.title, title_justify="left", show_header=False)
    for cell, one in zip(table.total.cells, table.columns, strict=True):
        shown.add_row(head_of(one.label, one.unit, spoken), _words(cell, one.unit, spoken))
    shown.columns[-1].justify = "right"
    print_wide(shown)


def _print_lines(table: Table, spoken: str) -> None:
    shown = Shown(title=table.title, title_justify="left", show_footer=True)
    shown.add_column(table.row_title, footer=table.total.label)
    for place, one in enumerate(table.columns):
        footer = _words(table.total.cells[place], one.unit, spoken)
        shown.add_column(head_of(one.label, one.unit, spoken), footer=footer, justify="right")
    for line in table.lines:
        shown.add_row(line.label, *_cells(line, table, spoken))
    print_wide(shown)


def _cells(line: Line, table: Table, spoken: str) -> Iterator[str]:
    for cell, column in zip(line.cells, table.columns, strict=True):
        yield _words(cell, column.unit, spoken)


def _words(cell: Cell, unit: Unit, spoken: str) -> str:
    if cell.is_masked:
        return tr("masked")
    return "—" if cell.value is None else figure(cell.value, unit, spoken)
