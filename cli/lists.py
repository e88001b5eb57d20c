"""Commands that list what is kept: arrivals, jobs."""

from collections.abc import Iterable
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import labels, options
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.screen import out, print_json
from cli.tables import as_json as ledger_object
from cli.tables import print_ledger_line
from cli.words import tr
from domain.ids import JobId
from flows.revive import revive
from store import inbounds, jobs, outbox, towns
from store.jobs import JobLine
from store.outbox import Held, LetterRecord
from workers.roles import nudging

PAGE = 500

LEDGER_HELP = tr("List what came in and what became of it.\n\nExample:\n\n$ citoyen ledger --town valognes --since 2026-10-01 --json")
JOBS_HELP = tr(
    "List the work that waits, or was given up, and take parked work up again.\n\nExamples:\n\n"
    "$ citoyen jobs --parked\n\n$ citoyen jobs --held\n\n$ citoyen jobs retry 42"
)

Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help=tr("From this day or moment on, in the town's time."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=tr("Before this day or moment, in the town's time."))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ledger", help=LEDGER_HELP)(ledger)
    app.command("jobs", help=JOBS_HELP)(list_jobs)


def ledger(town: TownOption = None, since: Since = None, until: Until = None, as_json: Json = False) -> None:
    """List arrivals."""
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        with options.exporting(installation, "citoyen ledger") as export, installation.database.read() as session:
            known = {served.id: served for served in towns.towns(session)}
            zone = ZoneInfo(known[wanted].timezone if wanted else next((served.timezone for served in known.values()), "Europe/Paris"))
            first, last = (None if day is None else read_moment(name, day, zone) for name, day in (("--since", since), ("--until", until)))
            for line in inbounds.ledger(session, town=wanted, since=first, until=last):
                export.count(line.town)
                export.name(line.town, line.restricted)
                shown = ledger_object(line, known[line.town])
                print_json(shown) if as_json else print_ledger_line(shown)


def list_jobs(
    retry: Annotated[list[str] | None, typer.Argument(metavar="[retry ID]", help=tr("“retry” and the number of a parked job."))] = None,
    parked: Annotated[bool, typer.Option("--parked", help=tr("Only what was given up and waits for a person."))] = False,
    held: Annotated[bool, typer.Option("--held", help=tr("Letters that are held, and why."))] = False,
    as_json: Json = False,
) -> None:
    """List jobs or held letters, or revive a job."""
    if retry:
        _retry(retry)
    elif held:
        _list_held(as_json=as_json)
    else:
        _list_jobs(parked=parked, as_json=as_json)


def _list_jobs(*, parked: bool, as_json: bool) -> None:
    with options.installation() as installation, installation.database.read() as session:
        found = list(jobs.parked(session, after=None, limit=PAGE))
        if not parked:
            found += jobs.waiting_page(session, after=None, limit=PAGE)
    if as_json:
        for line in found:
            print_json(_job_object(line))
    elif found:
        out.print(_job_table(found))
    else:
        out.print(tr("No job is parked.") if parked else tr("No job waits and none is parked."))


def _list_held(*, as_json: bool) -> None:
    with options.installation() as installation, installation.database.read() as session:
        found = outbox.held(session, after=None, limit=PAGE)
    if as_json:
        for record in found:
            print_json(_letter_object(record))
    elif found:
        out.print(_letter_table(found))
        if any(record.held_why is Held.NO_RELAY for record in found):
            out.print(tr("Those without a relay leave at the next start with one: set CITOYEN_RELAY_URL."))
    else:
        out.print(tr("No letter is held."))


def _letter_object(record: LetterRecord) -> dict[str, object]:
    return {
        "id": record.id,
        "town": record.letter.town,
        "kind": record.letter.kind,
        "request": record.letter.request,
        "recipient": record.letter.recipient,
        "created_at": record.created_at.isoformat(timespec="seconds"),
        "why": record.held_why,
    }


def _letter_table(found: Iterable[LetterRecord]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Letter"), tr("Town"), tr("Recipient"), tr("Since"), tr("Why")):
        table.add_column(title, no_wrap=title == tr("Recipient"))
    for record in found:
        since, why = record.created_at.isoformat(timespec="seconds"), labels.HELD.get(record.held_why, "")
        table.add_row(str(record.id), record.letter.town, record.letter.recipient, since, why)
    return table


def _retry(words: list[str]) -> None:
    match words:
        case ["retry", number] if number.isdecimal():
            job = JobId(int(number))
        case _:
            raise typer.BadParameter(tr("write: citoyen jobs retry NUMBER"))
    with options.installation() as installation, nudging(installation):
        revive(installation, job, "system", options.now())
    out.print(tr("Job {number} is ready again.", number=job))


def _job_object(line: JobLine) -> dict[str, object]:
    return {
        "id": line.id,
        "town": line.town,
        "queue": line.queue,
        "kind": line.kind,
        "subject_id": line.subject_id,
        "state": line.state,
        "attempts": line.attempts,
        "not_before": line.not_before.isoformat(timespec="seconds"),
        "last_error": line.last_error,
        "created_at": line.created_at.isoformat(timespec="seconds"),
    }


def _job_table(found: list[JobLine]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Job"), tr("Town"), tr("Queue"), tr("Work"), tr("State"), tr("Attempts"), tr("Last error")):
        table.add_column(title)
    for line in found:
        last = (line.last_error or "").strip().splitlines()
        table.add_row(
            str(line.id), line.town, line.queue, f"{line.kind} {line.subject_id}", line.state, str(line.attempts), last[-1] if last else ""
        )
    return table
