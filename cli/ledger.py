"""`citoyen ledger`: what came in and what became of it, line by line or as an account that adds up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from cli import options
from cli.labels import OUTCOMES
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.screen import err, out, print_json, print_wide
from cli.tables import as_json as ledger_object
from cli.tables import print_ledger_line
from cli.words import tr, translated
from domain.conservation import Account, Asked, Exceptions, Parts
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from domain.inbound import Channel
from flows.conservation import account, with_originals
from flows.conservation_words import FLAWS, name_of
from flows.nightly import with_disks
from flows.wiring import Installation
from store import inbounds, towns

WRONG = 1

HELP = tr(
    "List what came in and what became of it, or prove that nothing was lost.\n\nExamples:\n\n"
    "$ citoyen ledger --town valognes --since 2026-10-01 --json\n\n$ citoyen ledger --check --from 2026-10-01 --to 2026-10-31\n\n"
    "$ citoyen ledger --check --originals"
)
Since = Annotated[str | None, typer.Option("--since", "--from", metavar="DATE", help=tr("From this day or moment on, in the town's time."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=tr("Before this day or moment, in the town's time."))]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help=tr("To the end of this day, in the town's time."))]
ByChannel = Annotated[Channel | None, typer.Option("--channel", help=tr("Only what came in by this channel."))]
Check = Annotated[bool, typer.Option("--check", help=tr("Add everything up, tell what does not add up, and leave with 1 then."))]
Originals = Annotated[bool, typer.Option("--originals", help=tr("Read each original too, and compare it with its digest (SHA-256)."))]
Late = Annotated[int, typer.Option("--late", min=1, metavar="MINUTES", help=tr("What waits for longer is told."))]
PART_NAMES = {
    "drafts": tr("call-backs"),
    "cards": tr("call cards"),
    "joined": tr("joined to another call"),
    "internal": tr("internal"),
    "outgoing": tr("outgoing"),
    "unreadable": tr("unreadable"),
    "ignored": tr("ignored by a rule"),
    "letters": tr("in letters"),
    "blanks": tr("blank"),
    "separators": tr("separators"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ledger", help=HELP)(ledger)


def ledger(  # noqa: PLR0913, PLR0917 - the options of a command
    town: TownOption = None,
    channel: ByChannel = None,
    since: Since = None,
    until: Until = None,
    to: To = None,
    check: Check = False,
    originals: Originals = False,
    late: Late = 60,
    as_json: Json = False,
) -> None:
    """List arrivals, or add them up."""
    with options.installation() as installation:
        asked = _asked(installation, options.known_town(installation, town), channel, since, (until, to))
        if not check and not originals:
            _list(installation, asked, as_json=as_json)
            return
        found = account(installation, asked, options.now(), timedelta(minutes=late))
        if asked == Asked(town=asked.town):
            found = _with_disks(installation, found)
        if originals:
            with _progress() as told:
                found = with_originals(installation, found, told)
    print_json(_account_object(found)) if as_json else _print(found)
    if not found.adds_up:
        raise typer.Exit(WRONG)


def _with_disks(installation: Installation, found: Account) -> Account:
    """Return the account of all that ever came with what lies in drop folders and call logs; of several towns one after another."""
    more: list[Exceptions] = []
    for town in installation.towns.ids() if found.asked.town is None else (found.asked.town,):
        of_town = with_disks(installation, Account(at=found.at, asked=Asked(town=town), sums=(), exceptions=()), found.at)
        more += of_town.exceptions
    return Account(
        at=found.at, asked=found.asked, sums=found.sums, exceptions=(*found.exceptions, *more), rows=found.rows, pages=found.pages
    )


def _asked(
    installation: Installation, town: TownId | None, channel: Channel | None, since: str | None, ends: tuple[str | None, str | None]
) -> Asked:
    with installation.database.read() as session:
        zones = {served.id: served.timezone for served in towns.towns(session)}
    zone = ZoneInfo(zones[town] if town else next(iter(zones.values()), "Europe/Paris"))
    before, last = ends
    if before is not None and last is not None:
        raise ConfigurationError(Mistake(where="--to", what=tr("--until and --to say the same."), remedy=tr("Name one of them.")))
    return Asked(
        town=town,
        channel=channel,
        since=None if since is None else read_moment("--since, --from", since, zone),
        until=_end(last, zone) if last is not None else None if before is None else read_moment("--until", before, zone),
    )


def _end(day: str, zone: ZoneInfo) -> datetime:
    """Return the first moment of the day behind one."""
    first = read_moment("--to", day, zone).astimezone(zone)
    return read_moment("--to", (first + timedelta(days=1)).date().isoformat(), zone)


def _list(installation: Installation, asked: Asked, *, as_json: bool) -> None:
    none = True
    with options.exporting(installation, "citoyen ledger") as export, installation.database.read() as session:
        known = {served.id: served for served in towns.towns(session)}
        for line in inbounds.ledger(session, town=asked.town, since=asked.since, until=asked.until):
            if asked.channel in {None, line.channel}:
                none = False
                export.count(line.town)
                export.name(line.town, line.restricted)
                shown = ledger_object(line, known[line.town])
                print_json(shown) if as_json else print_ledger_line(shown)
    if none and not as_json:
        err.print(tr("Nothing came in."))


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(tr("Comparing originals"), total=None)
        yield lambda count: progress.advance(task, count)


def _print(found: Account) -> None:
    table = Table(box=None, header_style="bold")
    table.add_column(tr("Town"))
    table.add_column(tr("Channel"))
    present = [one for one in OUTCOMES if any(one in line.outcomes for line in found.sums)]
    for title in (tr("Arrived"), *(OUTCOMES[one] for one in present), tr("in all")):
        table.add_column(title, justify="right")
    for line in found.sums:
        counts = (str(line.outcomes.get(one, 0)) for one in present)
        table.add_row(line.town, line.channel, str(line.arrived), *counts, f"= {line.accounted}")
    if found.sums:
        print_wide(table)
    else:
        out.print(tr("Nothing came in."))
    _print_parts(tr("Rows of call logs"), found.rows)
    _print_parts(tr("Pages of scans and faxes"), found.pages)
    if found.originals is not None:
        out.print(tr("Originals compared: {count}", count=found.originals))
    for one in sorted(found.exceptions, key=lambda one: not one.is_wrong):
        _print_exceptions(one)
    wrong = sum(one.count for one in found.wrong)
    out.print(Text(_sum(found), "green") if found.adds_up else Text(tr("It does not add up: {count} exceptions.", count=wrong), "bold red"))


def _sum(found: Account) -> str:
    if found.under_way:
        return tr(
            "It adds up: {count} arrivals, each with one outcome or still under way ({open}).", count=found.arrived, open=found.under_way
        )
    return tr("It adds up: {count} arrivals, each with one outcome.", count=found.arrived)


def _print_parts(name: str, parts: Parts) -> None:
    if parts.whole:
        counts = [f"{PART_NAMES[part]} {count}" for part, count in parts.parts.items() if count]
        still = [f"{tr('still open')} {parts.open}"] if parts.open else []
        out.print(f"{tr('{what}: {count}', what=name, count=parts.whole)} = {' + '.join((*counts, *still))}")


def _print_exceptions(one: Exceptions) -> None:
    said = FLAWS[one.flaw]
    named = ", ".join(translated(name_of(name)) for name in one.named) + (" …" if one.count > len(one.named) else "")
    style = "bold red" if one.is_wrong else "bold"
    out.print(
        Text.assemble(
            (tr("{what}: {count}", what=translated(said.what), count=one.count), style),
            f"  {named}\n    ",
            (translated(said.remedy), "dim"),
        )
    )


def _account_object(found: Account) -> dict[str, object]:
    return {
        "at": found.at.isoformat(timespec="seconds"),
        "adds_up": found.adds_up,
        "arrived": found.arrived,
        "channels": [
            {
                "town": one.town,
                "channel": one.channel.value,
                "arrived": one.arrived,
                "outcomes": {k.value: n for k, n in one.outcomes.items()},
            }
            for one in found.sums
        ],
        "exceptions": [
            {"flaw": one.flaw.value, "wrong": one.is_wrong, "count": one.count, "named": list(one.named)} for one in found.exceptions
        ],
        "call_rows": {"whole": found.rows.whole, "open": found.rows.open, **found.rows.parts},
        "pages": {"whole": found.pages.whole, **found.pages.parts},
        "originals": found.originals,
    }
