"""The two streams of a command: results on standard output, everything else on standard error."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table

from cli.words import mistake_line
from domain.errors import MistakesError
from ingest.plain_bytes import visible

WIDEST = 400
"""Columns of the widest table."""

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class _Harmless:
    """Something to print, without what would steer the terminal: names of files and subjects may hold anything."""

    renderable: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for one in console.render(self.renderable, options):
            yield one if one.control else Segment(visible(one.text), one.style)


class _Guard(RenderHook):
    """Makes all harmless that is printed."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Wrap what is to be printed."""
        return [_Harmless(one) for one in renderables]


for _screen in (out, err):
    _screen.push_render_hook(_Guard())


def print_json(line: object) -> None:
    """Print one JSON object on a line of its own, at once."""
    # A lone surrogate, which a broken message may hold, is no UTF-8; whoever reads the line must not stumble over it.
    typer.echo(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace"))


def print_wide(table: Table) -> None:
    """Print a table as wide as it takes: half a date, a place or a reason tells nothing."""
    screen = out.width
    out.width = max(screen, out.measure(table, options=out.options.update(max_width=WIDEST)).maximum)
    out.print(table)
    out.width = screen


def complain(text: str) -> None:
    """Print a line on standard error."""
    err.print(text, style="red" if err.is_terminal else None)


def print_mistakes(error: MistakesError) -> None:
    """Print every mistake, one a line."""
    for mistake in error.mistakes:
        complain(mistake_line(mistake))


@contextmanager
def progress_of_files() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to tell how far the reading of a file is; draws bars on a terminal and nothing in a pipe."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=total)
        bars.update(tasks[name], completed=done, total=total)

    if not err.is_terminal:
        yield lambda _name, _done, _total: None
        return
    with bars:
        yield tell
