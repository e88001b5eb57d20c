"""`citoyen retention`: how long what is kept, what would be anonymised, and doing it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from cli import options
from cli.options import Json, TownOption
from cli.references import Reference, asked_for
from cli.screen import err, out, print_json, print_wide
from cli.words import tr
from domain.ids import SubjectCode
from domain.retention import HeldWhy, HoldKind, Kept, PlanLine, Terms
from flows import retention_terms
from flows.erasure_log import file_of, read, repeat
from flows.retention import Emptied, log, plan, run
from store import retention as stored

commands = typer.Typer(no_args_is_help=True, help=tr("How long what is kept, and anonymising what is due."), rich_markup_mode="rich")
PLAN_HELP = tr(
    "Say what a run would anonymise or delete now, and what is held back and why; nothing is changed.\n\nExample:\n\n"
    "$ citoyen retention plan --town valognes"
)
RUN_HELP = tr(
    "Anonymise and delete what is due. It may be interrupted: run again, it goes on.\n\nExamples:\n\n$ citoyen retention run\n\n"
    "$ citoyen retention run --most 100"
)
TERMS_HELP = tr(
    "Show how long what is kept, or set it.\n\nExamples:\n\n$ citoyen retention terms\n\n"
    "$ citoyen retention terms --months 60 --subject VOI-01=12 --nightly"
)
LOG_HELP = tr("Show which runs there were.\n\nExample:\n\n$ citoyen retention log --json")
HOLD_HELP = tr("Hold a request back from anonymisation.\n\nExample:\n\n$ citoyen retention hold 2026/0147 dispute --reason 'TA Caen'")
REPEAT_HELP = tr(
    "Erase again what was erased before a backup was put back, by the file that says so; a restore does it by itself, unless it was "
    "interrupted.\n\nExample:\n\n$ citoyen retention repeat /srv/backup/citoyen/erasures.jsonl"
)
FREE_HELP = tr("End what holds a request back.\n\nExample:\n\n$ citoyen retention free 2026/0147 dispute")
KEPT = {
    Kept.REQUESTS: tr("closed requests: anonymised"),
    Kept.REJECTED: tr("rejected in review: anonymised"),
    Kept.ARRIVALS: tr("spam and machine mail: emptied"),
    Kept.CALLS: tr("calls: numbers and notes deleted"),
    Kept.READINGS: tr("who read what: deleted"),
}
HELD = {
    HeldWhy.OPEN: tr("still open"),
    HeldWhy.LETTER: tr("a letter is still to leave"),
    HeldWhy.DISPUTE: tr("in dispute"),
    HeldWhy.LEGAL: tr("to be kept by law"),
    HeldWhy.LIMITATION: tr("limitation asked for"),
}
Months = Annotated[int | None, typer.Option("--months", metavar="N", help=tr("Months after the closing, of subjects without their own."))]
Subjects = Annotated[
    list[str] | None,
    typer.Option("--subject", metavar="CODE=MONTHS", help=tr("Months of one subject; CODE= takes them back. May come several times.")),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command, words in (
        ("plan", _plan, PLAN_HELP),
        ("run", _run, RUN_HELP),
        ("terms", _terms, TERMS_HELP),
        ("log", _log, LOG_HELP),
        ("hold", _hold, HOLD_HELP),
        ("free", _free, FREE_HELP),
        ("repeat", _repeat, REPEAT_HELP),
    ):
        commands.command(name, help=words)(command)
    app.add_typer(commands, name="retention")


def _plan(town: TownOption = None, as_json: Json = False) -> None:
    with options.installation() as installation:
        found = plan(installation, options.only_town(installation, town), options.now())
    if as_json:
        print_json([_line(one) for one in found])
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("What"), tr("Subject"), tr("Year"), tr("Number"), tr("Held back")):
        table.add_column(title, justify="right" if title == tr("Number") else "left")
    for one in found:
        held = "" if one.held is None else HELD[one.held]
        table.add_row(KEPT[one.kept], one.subject or "", str(one.year), str(one.count), held)
    print_wide(table) if found else out.print(tr("Nothing is due."))


def _run(
    town: TownOption = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help=tr("So many requests at most; a later run goes on."))] = None,
    as_json: Json = False,
) -> None:
    with options.installation() as installation:
        of = options.only_town(installation, town)
        with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task(tr("Anonymising"), total=None)
            done = run(installation, of, options.ACTOR, options.now(), most=most, told=lambda count: progress.advance(task, count))
    print_json(_done(done)) if as_json else _print_done(done)


def _repeat(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=tr("The file; by default that of the settings."))] = None,
    as_json: Json = False,
) -> None:
    with options.installation() as installation:
        marks = read(file_of(installation.settings) if file is None else file)
        done = repeat(installation, marks, options.ACTOR, options.now())
    if as_json:
        print_json({"requests": done.requests, "arrivals": done.arrivals})
    else:
        out.print(tr("Erased again: {requests} requests, {arrivals} arrivals.", requests=done.requests, arrivals=done.arrivals))


def _terms(  # noqa: PLR0913, PLR0917 - the options of a command
    town: TownOption = None,
    months: Months = None,
    subject: Subjects = None,
    rejected: Annotated[int | None, typer.Option("--rejected-months", metavar="N", help=tr("Months of what review rejected."))] = None,
    junk: Annotated[int | None, typer.Option("--junk-days", metavar="N", help=tr("Days of spam and machine mail."))] = None,
    calls: Annotated[int | None, typer.Option("--calls-months", metavar="N", help=tr("Months of calls."))] = None,
    readings: Annotated[int | None, typer.Option("--readings-months", metavar="N", help=tr("Months of who read what."))] = None,
    nightly: Annotated[bool | None, typer.Option("--nightly/--no-nightly", help=tr("Whether it is done at night by itself."))] = None,
    window: Annotated[str | None, typer.Option("--window", metavar="H-H", help=tr("Hours of the night, such as 1-5."))] = None,
    as_json: Json = False,
) -> None:
    with options.installation() as installation:
        of = options.only_town(installation, town)
        with installation.database.read() as session:
            known, seen = stored.terms(session, of)
        first, last = _hours(window) if window is not None else (known.first_hour, known.last_hour)
        new = Terms(
            months=known.months if months is None else months,
            subjects=_subjects(known, subject or []),
            rejected_months=known.rejected_months if rejected is None else rejected,
            junk_days=known.junk_days if junk is None else junk,
            calls_months=known.calls_months if calls is None else calls,
            readings_months=known.readings_months if readings is None else readings,
            is_nightly=known.is_nightly if nightly is None else nightly,
            first_hour=first,
            last_hour=last,
            batch=known.batch,
            controller=known.controller,
            officer=known.officer,
            rights_contact=known.rights_contact,
        )
        if new != known:
            retention_terms.keep_terms(installation, of, new, seen, options.ACTOR, options.now())
    _print_terms(new, as_json=as_json)


def _log(town: TownOption = None, as_json: Json = False) -> None:
    with options.installation() as installation:
        of = options.only_town(installation, town)
        zone = options.zone(installation, of)
        with installation.database.read() as session:
            runs = log(session, of, 100)
    if as_json:
        for one in runs:
            ended = None if one.ended_at is None else one.ended_at.isoformat()
            shown = {"id": one.id, "actor": one.actor, "began_at": one.began_at.isoformat(), "ended_at": ended}
            print_json({**shown, "counts": dict(one.counts), "held": dict(one.held)})
        return
    for one in runs:
        state = tr("not ended") if one.ended_at is None else ""
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(one.counts.items())) or "—"
        out.print(f"{one.began_at.astimezone(zone):%Y-%m-%d %H:%M}  {one.actor:<12} {counts} {state}".rstrip())
    if not runs:
        out.print(tr("There was no run yet."))


def _hold(
    reference: Reference,
    kind: Annotated[HoldKind, typer.Argument(help=tr("Why: dispute, legal or limitation."))],
    reason: Annotated[str, typer.Option("--reason", help=tr("In words; it is kept with it."))],
    town: TownOption = None,
) -> None:
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        retention_terms.hold_back(installation, request, kind, reason, options.ACTOR, options.now())
    out.print(tr("Request {number} is held back.", number=reference))


def _free(
    reference: Reference,
    kind: Annotated[HoldKind, typer.Argument(help=tr("Why: dispute, legal or limitation."))],
    town: TownOption = None,
) -> None:
    with options.installation() as installation:
        of = options.only_town(installation, town)
        (request,) = asked_for(installation, of, reference)
        with installation.database.read() as session:
            held = [one.id for one in stored.holds(session, of, request) if one.kind is kind]
        for one in held:
            retention_terms.free(installation, of, one, options.ACTOR, options.now())
    out.print(tr("Request {number} is not held back for that any more.", number=reference))


def _line(one: PlanLine) -> dict[str, object]:
    held = None if one.held is None else one.held.value
    return {"what": one.kept.value, "subject": one.subject, "year": one.year, "count": one.count, "held": held}


def _done(done: Emptied) -> dict[str, object]:
    return {"counts": dict(done.counts), "held": dict(done.held), "done": done.is_all}


def _print_done(done: Emptied) -> None:
    out.print(tr("Anonymised: {count} requests.", count=done.counts.get("request", 0)))
    out.print(tr("Emptied: {count} arrivals.", count=done.counts.get("arrival", 0)))
    for why, count in sorted(done.held.items()):
        out.print(f"  {HELD[HeldWhy(why)]}: {count}")
    if not done.is_all:
        out.print(tr("More is due: run it again."))


def _print_terms(terms: Terms, *, as_json: bool) -> None:
    facts: dict[str, object] = {
        "months": terms.months,
        "subjects": {str(code): months for code, months in sorted(terms.subjects.items())},
        "rejected_months": terms.rejected_months,
        "junk_days": terms.junk_days,
        "calls_months": terms.calls_months,
        "readings_months": terms.readings_months,
        "nightly": terms.is_nightly,
        "window": f"{terms.first_hour}-{terms.last_hour}",
    }
    if as_json:
        print_json(facts)
        return
    out.print(tr("Closed requests: {months} months", months=terms.months))
    for code, months in sorted(terms.subjects.items()):
        out.print(tr("  {code}: {months} months", code=code, months=months))
    out.print(tr("Rejected in review: {months} months", months=terms.rejected_months))
    out.print(tr("Spam and machine mail: {days} days", days=terms.junk_days))
    out.print(tr("Calls: {months} months", months=terms.calls_months))
    out.print(tr("Who read what: {months} months", months=terms.readings_months))
    night = tr("At night from {first} to {last} h", first=terms.first_hour, last=terms.last_hour)
    out.print(night if terms.is_nightly else tr("Not at night by itself."))


def _subjects(known: Terms, said: list[str]) -> dict[SubjectCode, int]:
    found = dict(known.subjects)
    for one in said:
        code, _, months = one.partition("=")
        if not months.strip():
            found.pop(SubjectCode(code.strip()), None)
        elif months.strip().isdecimal():
            found[SubjectCode(code.strip())] = int(months)
        else:
            raise typer.BadParameter(tr("Write CODE=MONTHS."), param_hint="--subject")
    return found


def _hours(window: str) -> tuple[int, int]:
    first, _, last = window.partition("-")
    if not first.strip().isdecimal() or not last.strip().isdecimal():
        raise typer.BadParameter(tr("Write the hours as in 1-5."), param_hint="--window")
    return int(first), int(last)
