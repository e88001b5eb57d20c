"""Commands that list what is kept: jobs, letters that are held."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import labels, options
from cli.options import Json
from cli.screen import out, print_json, print_wide
from cli.words import tr, translated
from domain.ids import JobId, TownId
from flows.job_faults import fault_of
from flows.kinds import LATER
from flows.restore import release_letters
from flows.revive import revive
from store import jobs, outbox, towns
from store.jobs import JobLine
from store.outbox import Held, LetterRecord
from workers.roles import nudging

PAGE = 500

JOBS_HELP = tr(
    "List the work that waits, or was given up, and take parked work up again.\n\nExamples:\n\n"
    "$ citoyen jobs --parked\n\n$ citoyen jobs --held\n\n$ citoyen jobs retry 42\n\n$ citoyen jobs release"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("jobs", help=JOBS_HELP)(list_jobs)


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
        print_wide(_job_table(found))
    else:
        out.print(tr("No job is parked.") if parked else tr("No job waits and none is parked."))


def _list_held(*, as_json: bool) -> None:
    with options.installation() as installation, installation.database.read() as session:
        found = outbox.held(session, after=None, limit=PAGE)
        zones = {served.id: ZoneInfo(served.timezone) for served in towns.towns(session)}
    if as_json:
        for record in found:
            print_json(_letter_object(record))
    elif found:
        print_wide(_letter_table(found, zones))
        if any(record.held_why is Held.RESTORED for record in found):
            out.print(tr("Those held since a restore leave with: citoyen jobs release"))
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


def _letter_table(found: Iterable[LetterRecord], zones: Mapping[TownId, ZoneInfo]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Letter"), tr("Town"), tr("Recipient"), tr("Since"), tr("Why")):
        table.add_column(title, no_wrap=title == tr("Recipient"))
    for record in found:
        since = record.created_at.astimezone(zones.get(record.letter.town)).isoformat(timespec="minutes")
        why = labels.HELD.get(record.held_why, "")
        table.add_row(str(record.id), record.letter.town, record.letter.recipient, since, why)
    return table


def _retry(words: list[str]) -> None:
    match words:
        case ["retry", number] if number.isdecimal():
            job = JobId(int(number))
        case ["release"]:
            _release()
            return
        case _:
            raise typer.BadParameter(tr("write: citoyen jobs retry NUMBER, or: citoyen jobs release"))
    with options.installation() as installation, nudging(installation):
        revive(installation, job, "system", options.now())
    out.print(tr("Job {number} is ready again.", number=job))


def _release() -> None:
    with options.installation() as installation, nudging(installation):
        count = release_letters(installation.database, options.now())
        if count:
            installation.bell.ring(LATER)
    out.print(tr("Letters that leave now: {count}.", count=count))


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
        "message": fault_words(line),
        "created_at": line.created_at.isoformat(timespec="seconds"),
    }


def _job_table(found: list[JobLine]) -> Table:
    table = Table(box=None, header_style="bold")
    for title in (tr("Job"), tr("Town"), tr("Queue"), tr("Work"), tr("State"), tr("Attempts"), tr("Last error")):
        table.add_column(title)
    for line in found:
        fault = fault_of(line.kind, line.last_error)
        # What to do comes first; what the program said is for whoever has to look further.
        said = "" if fault is None else f"{fault_words(line)}\n({fault.detail})"
        table.add_row(str(line.id), line.town, line.queue, f"{line.kind} {line.subject_id}", line.state, str(line.attempts), said)
    return table


def fault_words(line: JobLine) -> str | None:
    """Return what a job failed of and what to do; None where it never failed."""
    fault = fault_of(line.kind, line.last_error)
    return None if fault is None else f"{translated(fault.what)} {translated(fault.remedy)}"
