"""`citoyen exchange`: requests and states that pass between the town and other software, as files."""

import json
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.screen import complain, out, print_json, print_wide
from cli.words import tr, translated
from domain.errors import ConfigurationError, Mistake, NotFoundError
from domain.exchange import ExchangeKind, ExchangeMapping, ExchangeRun, ExchangeRunId, LineOutcome
from domain.ids import TownId
from flows.exchange import giving, keeping, states, taking
from flows.exchange.giving import GivenAs, Wanted
from flows.exchange.mapping import mapping_of
from flows.exchange.taking import File
from flows.wiring import Installation
from flows.wording import say
from store import exchange as stored

BY = "system"
exchange = typer.Typer(no_args_is_help=True, help=tr("Requests from other software and for it, as files."))
IMPORT_HELP = tr(
    "Take in a file of another software: requests as it had them, or the states it says they are in. The same file again changes nothing; "
    "one that broke off goes on where it was.\n\nExamples:\n\n$ citoyen exchange import old.csv --mapping old.json --try\n\n"
    "$ citoyen exchange import states.csv --mapping states.json --agent marie"
)
EXPORT_HELP = tr(
    "Write requests for other software: all, those received since a day, or what changed since a marker. The marker to go on from is "
    "said at the end.\n\nExamples:\n\n$ citoyen exchange export --since 2026-01-01 --output requests.csv\n\n"
    "$ citoyen exchange export --after 48211 --as jsonl"
)
MappingOption = Annotated[
    str, typer.Option("--mapping", metavar="FILE|NAME", help=tr("The mapping: a JSON file, or the name of one the town has kept."))
]
Run = Annotated[int, typer.Argument(metavar="RUN", min=1, max=2**63 - 1, help=tr("Its number; see: citoyen exchange runs"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    exchange.command("import", help=IMPORT_HELP)(take)
    exchange.command("export", help=EXPORT_HELP)(give)
    exchange.command("runs", help=tr("List files that were taken in.\n\nExample:\n\n$ citoyen exchange runs"))(list_runs)
    exchange.command("refused", help=tr("List the refused lines of a file, and why.\n\nExample:\n\n$ citoyen exchange refused 3"))(refused)
    app.add_typer(exchange, name="exchange")


def take(
    path: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=tr("CSV, JSON lines, or a JSON array."))],
    mapping: MappingOption,
    town: TownOption = None,
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="LOGIN", help=tr("In whose name states are followed, by his rights."))
    ] = None,
    trial: Annotated[bool, typer.Option("--try", help=tr("Say what the first lines would become, and write nothing."))] = False,
    as_json: Json = False,
) -> None:
    """Take a file in."""
    now = options.now()
    with options.installation() as installation, path.open("rb") as stream:
        named = options.only_town(installation, town)
        found = _mapping(installation, named, mapping)
        if trial:
            _try(keeping.try_sample(installation, named, found, stream, now), as_json=as_json)
            return
        file = File(name=path.name, stream=stream)
        if found.kind is ExchangeKind.STATES:
            if agent is None:
                raise ConfigurationError(
                    Mistake(where="--agent", what=tr("States are followed in the name of an agent."), remedy=tr("Name one: --agent LOGIN"))
                )
            run = states.take_states(installation, named, found, file, agent, now)
        else:
            run = taking.take_history(installation, named, found, file, BY, now, _progress)
    _print_run(run, as_json=as_json)
    if run.counts[LineOutcome.REFUSED]:
        raise typer.Exit(1)


def give(
    town: TownOption = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help=tr("Received since this day."))] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="MARKER", min=0, max=2**63 - 1, help=tr("Changed since this marker."))
    ] = None,
    given_as: Annotated[GivenAs, typer.Option("--as", help=tr("How it is written."))] = GivenAs.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=tr("Write it there instead of on the screen."))
    ] = None,
) -> None:
    """Write requests out."""
    now = options.now()
    with options.installation() as installation:
        named = options.only_town(installation, town)
        began = None if since is None else since.replace(tzinfo=options.zone(installation, named))
        wanted = Wanted(town=named, by=BY, since=began, after=after, given_as=given_as)
        marker = giving.marker_now(installation, now)
        with nullcontext(sys.stdout) if output is None else output.open("w", encoding="utf-8", newline="") as file:
            for piece in giving.given(installation, wanted, now):
                file.write(piece)
    complain(tr("Marker to go on from: --after {marker}", marker=marker))


def list_runs(town: TownOption = None, as_json: Json = False) -> None:
    """List files that were taken in."""
    with options.installation() as installation, installation.database.read() as session:
        found = stored.runs(session, options.only_town(installation, town), 100)
    if as_json:
        for run in found:
            print_json(_facts(run))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("ID"), tr("File"), tr("Software"), tr("Created"), tr("Updated"), tr("Unchanged"), tr("Refused"), tr("Done")):
        table.add_column(title)
    for run in found:
        done = tr("line {line}", line=run.line) if run.done_at is None else f"{run.done_at.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(str(run.id), run.file, run.outside, *(str(run.counts[one]) for one in LineOutcome), done)
    print_wide(table)


def refused(run: Run, town: TownOption = None, as_json: Json = False) -> None:
    """List refused lines."""
    with options.installation() as installation:
        named, after = options.only_town(installation, town), 0
        with installation.database.read() as session:
            found = stored.get_run(session, named, ExchangeRunId(run))
            if found is None:
                raise NotFoundError(say("There is no file {id} that was taken in.", id=run))
            while lines := stored.refusals(session, found.id, after=after, limit=1000):
                for line, why in lines:
                    told = translated(keeping.told_why(why))
                    print_json({"line": line, "why": told}) if as_json else out.print(f"{line}: {told}", markup=False)
                after = lines[-1][0]


def _mapping(installation: Installation, town: TownId, named: str) -> ExchangeMapping:
    """Return the mapping in a file, or the one a town has under a name."""
    path = Path(named)
    if path.is_file():
        try:
            return mapping_of(json.loads(path.read_text(encoding="utf-8-sig")))
        except ValueError as error:
            raise ConfigurationError(Mistake(where=named, what=tr("it is no JSON document."), remedy=str(error))) from None
    with installation.database.read() as session:
        kept = next((one for one in stored.mappings(session, town) if one.name == named), None)
    if kept is None:
        what = tr("there is no such file, and the town has kept no mapping of this name.")
        raise ConfigurationError(Mistake(where=f"--mapping {named}", what=what, remedy=""))
    return mapping_of(kept.document)


def _try(tried: tuple[keeping.Tried, ...], *, as_json: bool) -> None:
    for one in tried:
        if as_json:
            print_json({"line": one.line, "number": one.entry and one.entry.number, "why": one.why and translated(one.why)})
        elif one.entry is None:
            out.print(tr("{line}: refused. {why}", line=one.line, why=translated(one.why or "")), markup=False)
        else:
            out.print(
                tr("{line}: {number} would be taken in as {status}.", line=one.line, number=one.entry.number, status=one.entry.status.value)
            )


def _progress(run: ExchangeRun) -> None:
    if sys.stderr.isatty():
        complain(tr("line {line}", line=run.line))


def _print_run(run: ExchangeRun, *, as_json: bool) -> None:
    if as_json:
        print_json(_facts(run))
        return
    counts = {one.value: run.counts[one] for one in LineOutcome}
    out.print(
        tr("File {id}: {created} created, {updated} updated, {unchanged} unchanged, {refused} refused.", id=run.id, **counts), markup=False
    )
    if run.counts[LineOutcome.REFUSED]:
        out.print(tr("Why: citoyen exchange refused {id}", id=run.id))


def _facts(run: ExchangeRun) -> dict[str, object]:
    return {
        "id": run.id,
        "town": run.town,
        "kind": run.kind.value,
        "outside": run.outside,
        "file": run.file,
        "line": run.line,
        **{one.value: run.counts[one] for one in LineOutcome},
        "author": run.author,
        "started_at": run.started_at.isoformat(),
        "done_at": run.done_at and run.done_at.isoformat(),
    }
