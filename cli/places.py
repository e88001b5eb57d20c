"""Commands on the places of a town: bring in addresses, list versions, compare them, look for what does not fit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli import options
from cli.options import Json, TownOption, only_town
from cli.rules import AgentOption
from cli.screen import complain, out, print_json, progress_of_files
from cli.versions import author
from cli.words import mistake_line, tr, translated
from domain.errors import NotFoundError
from domain.ids import TownId
from domain.places_change import NO_CHANGE, PlacesChange, Renumbering
from flows import places as flow
from flows import reread
from flows.address_file.faults import Fault, mistake_of, words_of
from flows.places import LARGEST_LOSS, Imported, Order
from flows.places_check import check_places
from flows.sectors_check import PlacesRemark
from flows.wiring import Installation
from store import towns

ANY_LOSS = 1.0
LISTED_FAULTS = 10
LISTED_NAMES = 10
LISTED_REMARKS = 50

places = typer.Typer(no_args_is_help=True, help=tr("Places of a town."))

IMPORT_HELP = tr(
    "Bring in the addresses of a town from its national address file (BAL or BAN).\n\nExamples:\n\n"
    "$ citoyen places import bal.csv --town valognes\n\n$ citoyen places import adresses-50.csv.gz --dry-run\n\n"
    "Rows of other communes are left out; wrong rows are told, the others loaded. A file that is not whole is refused."
)
LIST_HELP = tr("List the versions of the places.\n\nExample:\n\n$ citoyen places list --town valognes")
DIFF_HELP = tr("Say what distinguishes two versions of the places.\n\nExample:\n\n$ citoyen places diff 1 2 --town valognes")
CHECK_HELP = tr("Say what does not fit in the places of a town.\n\nExample:\n\n$ citoyen places check --town valognes")

REREAD_HELP = tr(
    "Have the messages read again whose requests wait in review: the town may know their places by now.\n\nExample:\n\n"
    "$ citoyen places reread --town valognes"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    places.command("import", help=IMPORT_HELP)(import_places)
    places.command("list", help=LIST_HELP)(list_versions)
    places.command("diff", help=DIFF_HELP)(show_difference)
    places.command("check", help=CHECK_HELP)(check)
    places.command("reread", help=REREAD_HELP)(reread_waiting)
    app.add_typer(places, name="places")


def import_places(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=tr("Address files (BAL or BAN), may be compressed (.gz)."))],
    town: TownOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=tr("Only say what would change."))] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help=tr("Take a file that takes away more than a third of the streets or addresses."))
    ] = False,
    agent: AgentOption = None,
    as_json: Json = False,
) -> None:
    """Bring in addresses."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        order = Order(town=wanted, files=tuple(files), largest_loss=ANY_LOSS if accept_loss else LARGEST_LOSS)
        with progress_of_files() as progress:
            if dry_run:
                imported = flow.try_places(installation, order, progress=progress)
            else:
                by = author(installation, agent)
                imported = flow.import_places(installation, order, author=by.name, now=by.now, progress=progress)
    if as_json:
        print_json({"town": wanted, "dry_run": dry_run, **asdict(imported)})
        return
    _print_faults(imported.faults)
    _print_imported(imported)
    out.print(_outcome(imported, dry_run=dry_run))


def reread_waiting(town: TownOption = None, agent: AgentOption = None, as_json: Json = False) -> None:
    """Have what waits read again by whoever does the work in the background."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        by = author(installation, agent)
        count = reread.ask(installation, wanted, by.name, by.now)
    if as_json:
        print_json({"town": wanted, "messages": count})
        return
    out.print(tr("Messages that are read again: {count}. What people decided or changed stays, and nothing leaves by itself.", count=count))


def list_versions(town: TownOption = None, as_json: Json = False) -> None:
    """List the versions."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        with installation.database.read() as session:
            zone = ZoneInfo(towns.town(session, wanted).timezone)
        versions = flow.places_versions(installation, wanted)
    for version in versions:
        at = version.created_at.astimezone(zone)
        if as_json:
            print_json({"town": wanted, **asdict(version), "created_at": at.isoformat(timespec="seconds")})
            continue
        counts = tr("{streets} streets, {addresses} addresses", streets=version.streets, addresses=version.addresses)
        mark = "*" if version.is_current else " "
        out.print(f"{mark} {version.number:>4}  {at:%Y-%m-%d %H:%M}  {version.created_by:<12} {counts}  {version.source or ''}".rstrip())


def show_difference(
    old: Annotated[int, typer.Argument(metavar="A", help=tr("Number of a version."))],
    new: Annotated[int, typer.Argument(metavar="B", help=tr("Number of another."))],
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Compare two versions."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        _known(installation, wanted, old, new)
        change = flow.places_difference(installation, wanted, old, new)
    if as_json:
        print_json({"old": old, "new": new, **asdict(change)})
    elif change == NO_CHANGE:
        out.print(tr("The versions {old} and {new} are the same.", old=old, new=new))
    else:
        print_change(change, shown=None)


def _known(installation: Installation, town: TownId, *numbers: int) -> None:
    """Raise NotFoundError for a number that no version of the places has."""
    there = {version.number for version in flow.places_versions(installation, town)}
    for number in numbers:
        if number not in there:
            raise NotFoundError(tr("{town} has no version {number} of the places. See: citoyen places list", town=town, number=number))


def check(town: TownOption = None, as_json: Json = False) -> None:
    """Look for what does not fit."""
    with options.installation() as installation:
        remarks = check_places(flow.current_places(installation, only_town(installation, town)))
    for remark in remarks:
        if as_json:
            print_json({"code": remark.code, "what": translated(remark.what), "items": list(remark.items)})
        else:
            _print_remark(remark)
    if not remarks and not as_json:
        out.print(tr("Nothing to say about the places."))


def _print_remark(remark: PlacesRemark) -> None:
    what = translated(remark.what)
    title = f"{what[:1].upper()}{what[1:]}"
    out.print(tr("{what} ({count}). {remedy}", count=len(remark.items), what=title, remedy=translated(remark.remedy)))
    _print_items(remark.items, LISTED_REMARKS)


def _print_faults(faults: Sequence[Fault]) -> None:
    """Print how many rows have which fault, and the first of them."""
    for reason, count in Counter(fault.reason for fault in faults).most_common():
        complain(tr("{count} × {what}", count=count, what=translated(words_of(reason)[0])))
    for fault in faults[:LISTED_FAULTS]:
        complain(mistake_line(mistake_of(fault, fault.file)))
    if len(faults) > LISTED_FAULTS:
        complain(tr("{count} more; --json gives all.", count=len(faults) - LISTED_FAULTS))


def _print_imported(imported: Imported) -> None:
    if imported.elsewhere:
        out.print(tr("Rows of other communes, left out: {count}.", count=imported.elsewhere))
    print_change(imported.change, shown=LISTED_NAMES)


def print_change(change: PlacesChange, *, shown: int | None) -> None:
    """Print what a change of the places is, of each kind the first ``shown``, all where that is None."""
    renamed = [f"{one.old} → {one.new}" for one in change.renamed]
    _print_names(tr("Streets renamed, the old name stays as an alias"), renamed, shown)
    _print_names(tr("Streets added"), change.added, shown)
    _print_names(tr("Streets removed"), change.removed, shown)
    _print_names(tr("Streets whose kind, aliases, stretches or shape changed"), change.altered, shown)
    _print_names(tr("Numbers changed"), [_renumbered(one, shown) for one in change.renumbered], shown)
    if change.numbers_added or change.numbers_removed or change.numbers_moved:
        counts = {"added": change.numbers_added, "removed": change.numbers_removed, "moved": change.numbers_moved}
        out.print(tr("Addresses added: {added}, removed: {removed}, moved: {moved}.", **counts))
    if change.beside:
        out.print(tr("Changed as well: {names}.", names=", ".join(_beside()[name] for name in change.beside)))


def _renumbered(one: Renumbering, shown: int | None) -> str:
    """Return one street's numbers that came, went and moved."""
    told = (
        tr("added {numbers}", numbers=_listed(one.added, shown)) if one.added else "",
        tr("removed {numbers}", numbers=_listed(one.removed, shown)) if one.removed else "",
        tr("moved {numbers}", numbers=_listed(one.moved, shown)) if one.moved else "",
    )
    return f"{one.street} ({'; '.join(part for part in told if part)})"


def _listed(numbers: Sequence[str], shown: int | None) -> str:
    return ", ".join(numbers[:shown]) + ("…" if shown is not None and len(numbers) > shown else "")


def _beside() -> dict[str, str]:
    return {
        "town_name": tr("the name of the town"),
        "postcode": tr("the postcode"),
        "landmarks": tr("places of interest"),
        "sectors": tr("sectors"),
        "neighbours": tr("neighbouring towns"),
    }


def _print_names(title: str, names: Sequence[str], shown: int | None) -> None:
    if not names:
        return
    out.print(tr("{title} ({count}):", title=title, count=len(names)))
    _print_items(names, shown)


def _print_items(items: Sequence[str], shown: int | None) -> None:
    for item in items[:shown]:
        out.print(f"  {item}")
    if shown is not None and len(items) > shown:
        out.print(tr("  and {count} more; --json gives all", count=len(items) - shown))


def _outcome(imported: Imported, *, dry_run: bool) -> str:
    counts = tr("{streets} streets, {addresses} addresses", streets=imported.streets, addresses=imported.addresses)
    if dry_run:
        return tr("Tried only, nothing was kept: {counts}.", counts=counts)
    if imported.number is None:
        return tr("Nothing has changed: {counts}.", counts=counts)
    return tr("Version {number} of the places: {counts}.", number=imported.number, counts=counts)
