"""Command on towns: load them."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.places import LISTED_NAMES, print_change
from cli.screen import complain, out, progress_of_files
from cli.versions import FOUND, print_findings
from cli.words import error_words, mistake_line, tr, translated
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows import towns
from flows.places import current_places, places_difference, places_versions
from flows.ruleset_errors import DoubtfulFolderError, UnfitFolderError
from flows.town_folder import TownFolder, read_town
from flows.wiring import Installation

INIT_HELP = tr(
    "Load the folder of a town (or of several) and publish its rules.\n\nExample:\n\n$ citoyen init --town demo/valognes\n\n"
    "A folder with mistakes is refused, with every mistake, its line and its column. New rules that break their own examples, "
    "or with which agents agree less often than with the published ones, need a reason."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help=INIT_HELP)(init)


def init(
    folder: Annotated[list[Path], typer.Option("--town", metavar="DIR", help=tr("Folder of a town; may be repeated."))],
    reason: Annotated[
        str | None,
        typer.Option("--reason", help=tr("Why its rules are loaded though something speaks against them; the journal keeps it.")),
    ] = None,
) -> None:
    """Load town folders."""
    folders = read_folders(folder)
    with options.installation() as installation:
        for town in folders:
            load(installation, town, reason)


def read_folders(paths: list[Path]) -> list[TownFolder]:
    """Return what the folders hold. Raises ConfigurationError with the mistakes of all of them."""
    read: list[TownFolder] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            with progress_of_files() as progress:
                read.append(read_town(path, progress=progress))
        except ConfigurationError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigurationError(*mistakes)
    for town in read:
        for warning in town.warnings:
            complain(mistake_line(warning))
    return read


def load(installation: Installation, folder: TownFolder, reason: str | None = None) -> None:
    """Load a town, say what it has, and what a folder loaded again changed of its places: an older `bal.csv` takes newer addresses away."""
    before = _current(installation, folder.town.id)
    try:
        with progress_of_files() as bar:
            loading = towns.Loading(reason=reason, progress=lambda done, total: bar(tr("Back-test"), done, total))
            number = towns.load_town(installation, folder, options.now(), loading)
    except UnfitFolderError as error:
        print_findings(error.findings)
        raise
    except DoubtfulFolderError as error:
        for doubt in (*error.doubts, *error.changes):
            complain(translated(doubt))
        complain(error_words(error))
        complain(tr('Give it: --reason "…"'))
        raise typer.Exit(FOUND) from error
    after = _current(installation, folder.town.id)
    if before is not None and after is not None and before != after:
        print_change(places_difference(installation, folder.town.id, before, after), shown=LISTED_NAMES)
    places = current_places(installation, folder.town.id)
    facts = tr(
        "{streets} streets, {numbers} addresses, {subjects} subjects, {rules} rules, {mailboxes} mailboxes",
        streets=len(places.streets),
        numbers=sum(len(street.numbers) for street in places.streets),
        subjects=len(folder.ruleset.subjects),
        rules=len(folder.ruleset.rules),
        mailboxes=len(folder.mailboxes),
    )
    out.print(
        tr("{town} loaded as “{id}”, rule set {number}: {facts}.", town=folder.town.name, id=folder.town.id, number=number, facts=facts)
    )


def _current(installation: Installation, town: TownId) -> int | None:
    """Return the version of the places the town works with, None for a town that has none yet."""
    return next((version.number for version in places_versions(installation, town) if version.is_current), None)
