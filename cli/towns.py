"""Commands on towns: load one, check one, bring in its addresses."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.options import TownOption, unknown_town
from cli.screen import complain, out, print_mistakes, progress_of_files
from cli.words import mistake_line, tr
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows import towns
from flows.town_folder import TownFolder, read_town
from flows.wiring import Installation

WRONG = 1

rules = typer.Typer(no_args_is_help=True, help=tr("Rules of a town."))
places = typer.Typer(no_args_is_help=True, help=tr("Places of a town."))

INIT_HELP = tr(
    "Load the folder of a town (or of several) and publish its rules.\n\nExample:\n\n$ citoyen init --town demo/valognes\n\n"
    "A folder with mistakes is refused, with every mistake, its line and its column."
)
CHECK_HELP = tr("Check the folder of a town without loading it.\n\nExample:\n\n$ citoyen rules check demo/valognes")
IMPORT_HELP = tr(
    "Bring in the addresses of a town from its national address file (BAL).\n\nExample:\n\n$ citoyen places import bal.csv --town valognes"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("init", help=INIT_HELP)(init)
    rules.command("check", help=CHECK_HELP)(check)
    places.command("import", help=IMPORT_HELP)(import_addresses)
    app.add_typer(rules, name="rules")
    app.add_typer(places, name="places")


def init(folder: Annotated[list[Path], typer.Option("--town", metavar="DIR", help=tr("Folder of a town; may be repeated."))]) -> None:
    """Load town folders."""
    folders = read_folders(folder)
    with options.installation() as installation:
        for town in folders:
            load(installation, town)


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


def load(installation: Installation, folder: TownFolder) -> None:
    """Load a town and say what it has."""
    number = towns.load_town(installation, folder, options.now())
    facts = tr(
        "{streets} streets, {numbers} addresses, {subjects} subjects, {rules} rules, {mailboxes} mailboxes",
        streets=len(folder.places.streets),
        numbers=sum(len(street.numbers) for street in folder.places.streets),
        subjects=len(folder.ruleset.subjects),
        rules=len(folder.ruleset.rules),
        mailboxes=len(folder.mailboxes),
    )
    out.print(
        tr("{town} loaded as “{id}”, rule set {number}: {facts}.", town=folder.town.name, id=folder.town.id, number=number, facts=facts)
    )


def check(folder: Annotated[Path, typer.Argument(metavar="DIR", help=tr("Folder of a town."))]) -> None:
    """Check a town folder."""
    try:
        with progress_of_files() as progress:
            town = read_town(folder, progress=progress)
    except ConfigurationError as error:
        print_mistakes(error)
        complain(tr("{count} mistakes.", count=len(error.mistakes)))
        raise typer.Exit(WRONG) from error
    for warning in town.warnings:
        complain(mistake_line(warning))
    out.print(tr("{folder}: no mistake, {count} warnings.", folder=folder, count=len(town.warnings)))


def import_addresses(
    file: Annotated[Path, typer.Argument(metavar="BAL.csv", help=tr("Addresses in the format Base Adresse Locale."))],
    town: TownOption = None,
) -> None:
    """Bring in addresses."""
    with options.installation() as installation:
        wanted = _only_town(installation, town)
        with progress_of_files() as progress:
            imported = towns.import_addresses(installation, wanted, file, options.now(), progress)
        for warning in imported.warnings:
            complain(mistake_line(replace(warning, where=str(file))))
        out.print(
            tr(
                "{count} addresses on {streets} streets, {added} of them new.",
                count=imported.numbers,
                streets=imported.streets,
                added=imported.added,
            )
        )


def _only_town(installation: Installation, name: str | None) -> TownId:
    known = installation.towns.ids()
    chosen = options.known_town(installation, name)
    if chosen is not None:
        return chosen
    if len(known) == 1:
        return known[0]
    if not known:
        raise ConfigurationError(unknown_town("", known))
    raise ConfigurationError(
        Mistake(where="--town", what=tr("several towns are installed."), remedy=tr("Name one: {names}.", names=", ".join(known)))
    )
