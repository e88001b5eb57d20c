"""`citoyen journal`: who did what, and whether that is still what was written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli import options
from cli.moments import read_moment
from cli.options import Json, TownOption
from cli.references import asked_for_itself
from cli.screen import out, print_json
from cli.words import tr, translated
from flows.journal import MOST_FINDINGS, Reading, Verified, export, finding_words, read, verify
from flows.wiring import Installation
from store.chain import Finding, Head
from store.journal import JournalLine, Sought

BROKEN = 1
_USUAL_ZONE = ZoneInfo("Europe/Paris")
_NOTE = re.compile(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})", re.ASCII)

HELP = tr(
    "List who did what in the installation, newest first; verify that no line was altered, put in or taken out since. "
    "That the journal was read is written into it.\n\nExamples:\n\n"
    "$ citoyen journal --limit 20\n\n$ citoyen journal --request 2026/0147\n\n"
    "$ citoyen journal --action read --from 2026-03-01 --all --json\n\n$ citoyen journal verify\n\n"
    "“verify” prints the number and the hash of each chain's last line. Keep them where nobody reaches who reaches the database; "
    "--expect NUMBER:HASH looks later whether that line is still there. The exit status is 1 where anything is wrong."
)

Limit = Annotated[int, typer.Option("--limit", min=1, help=tr("How many lines."))]
Expect = Annotated[
    list[str] | None,
    typer.Option("--expect", metavar="NUMBER:HASH", help=tr("A line noted earlier that must still be there; may be repeated.")),
]
Words = Annotated[list[str] | None, typer.Argument(metavar="[verify]", help=tr("“verify” to check the hash chains."))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("journal", help=HELP)(command)


def command(  # noqa: PLR0913, PLR0917 - a parameter for each filter
    words: Words = None,
    town: TownOption = None,
    limit: Limit = 50,
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", help=tr("Only what this agent, key or step did."))] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", metavar="ACTION", help=tr("Only this action, such as read or export, or all of a kind: request.")),
    ] = None,
    request: Annotated[
        str | None, typer.Option("--request", metavar="REFERENCE", help=tr("Only what was done to this request or read of it."))
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="MOMENT", help=tr("The first day, or moment, in the town's time."))] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="MOMENT", help=tr("The moment behind the last, now by default."))] = None,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ID", min=1, help=tr("Only lines before this one: the next page."))
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help=tr("All of them, however many."))] = False,
    expect: Expect = None,
    as_json: Json = False,
) -> None:
    """List the journal, or verify it."""
    match words or []:
        case []:
            if expect:
                raise typer.BadParameter(tr("--expect goes with: citoyen journal verify"))
            asked = _Asked(actor=actor, action=action, request=request, since=since, until=until)
            _list(town, asked, before, None if whole else limit, as_json=as_json)
        case ["verify"]:
            _verify(town, [_note(text) for text in expect or ()], as_json=as_json)
        case _:
            raise typer.BadParameter(tr("write: citoyen journal verify"))


def _note(text: str) -> Head:
    found = _NOTE.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(tr("--expect is a number, a colon and 64 hexadecimal digits, as “verify” prints them."))
    return Head(number=int(found[1]), hash=found[2].lower())


def _verify(town: str | None, notes: list[Head], *, as_json: bool) -> None:
    is_sound, missed = True, set(notes)
    with options.installation() as installation:
        for one in verify(installation.database, options.known_town(installation, town), notes):
            print_json(_verified_object(one)) if as_json else _print_verified(one)
            is_sound = is_sound and not one.findings
            missed -= one.noted
    for note in sorted(missed, key=lambda note: note.number):
        shown = f"{note.number}:{note.hash}"
        if as_json:
            print_json({"expected": shown, "found": False})
        else:
            out.print(tr("No line {note} is there: the journal was written anew since that was noted, or it is another one's.", note=shown))
    if missed or not is_sound:
        raise typer.Exit(BROKEN)


def _print_verified(one: Verified) -> None:
    name = f"{one.town or tr('installation'):<12}"
    if not one.findings:
        words = tr("lines: {count}, nothing wrong", count=one.lines)
    elif len(one.findings) < MOST_FINDINGS:
        words = tr("lines: {count}, WRONG", count=one.lines)
    else:
        words = tr("WRONG; only the first {count} places are shown", count=MOST_FINDINGS)
    head = "" if one.head is None else f"  {one.head.number}:{one.head.hash}"
    out.print(f"{name} {words}{head}")
    if one.older:
        out.print(f"{'':<12} {tr('lines from before the chain: {count}', count=one.older)}")
    for found in one.findings:
        row = "" if found.id is None else f"  (id {found.id})"
        out.print(f"{'':<12} {translated(finding_words(found))}{row}")


def _verified_object(one: Verified) -> dict[str, object]:
    return {
        "town": one.town or None,
        "lines": one.lines,
        "older": one.older,
        "head": None if one.head is None else f"{one.head.number}:{one.head.hash}",
        "findings": [_finding_object(found) for found in one.findings],
    }


def _finding_object(found: Finding) -> dict[str, object]:
    return {"what": found.what, "number": found.number, "last": found.last, "id": found.id}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The filters as they were typed."""

    actor: str | None
    action: str | None
    request: str | None
    since: str | None
    until: str | None

    def sought(self, installation: Installation, town: str | None, zone: ZoneInfo) -> Sought:
        """Return what is looked for. Raises ConfigurationError, and NotFoundError for a request that is not there."""
        return Sought(
            actor=self.actor,
            action=self.action,
            request=None if self.request is None else asked_for_itself(installation, town, self.request),
            since=None if self.since is None else read_moment("--from", self.since, zone),
            until=None if self.until is None else read_moment("--until", self.until, zone),
        )


def _list(town: str | None, asked: _Asked, before: int | None, limit: int | None, *, as_json: bool) -> None:
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        zones = {one: options.zone(installation, one) for one in installation.towns.ids()}
        zone = zones[wanted] if wanted is not None else next(iter(zones.values()), _USUAL_ZONE)
        sought = asked.sought(installation, town, zone)
        reading = Reading(town=wanted, actor=options.ACTOR, sought=sought, before=before, limit=limit or 0)
        now, database = options.now(), installation.database
        lines: Iterable[JournalLine] = export(database, reading, now) if limit is None else read(database, reading, now)
        for line in lines:
            print_json(_line_object(line)) if as_json else _print_line(line, zones.get(line.town, zone) if line.town else zone)


def _print_line(line: JournalLine, zone: tzinfo) -> None:
    reason = line.details.get("reason")
    why = f"  « {reason} »" if reason else ""
    at = f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    out.print(f"{at}  {line.town or '—':<12} {line.actor:<12} {line.action:<18} {line.object}{why}")


def _line_object(line: JournalLine) -> dict[str, object]:
    at = line.at.isoformat(timespec="seconds")
    shown = {"id": line.id, "at": at, "town": line.town, "actor": line.actor, "action": line.action, "object": line.object}
    return {**shown, "details": dict(line.details)}
