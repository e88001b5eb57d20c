"""`citoyen journal`: who did what, and whether that is still what was written."""

import re
from typing import Annotated

import typer

from cli import options
from cli.options import Json, TownOption
from cli.screen import out, print_json
from cli.words import tr, translated
from flows.journal import MOST_FINDINGS, Verified, finding_words, verify
from store import journal
from store.chain import Finding, Head
from store.journal import JournalLine

BROKEN = 1
_NOTE = re.compile(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})", re.ASCII)

HELP = tr(
    "List who did what in the installation, newest first; verify that no line was altered, put in or taken out since.\n\nExamples:\n\n"
    "$ citoyen journal --limit 20\n\n$ citoyen journal verify\n\n"
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


def command(words: Words = None, town: TownOption = None, limit: Limit = 50, expect: Expect = None, as_json: Json = False) -> None:
    """List the journal, or verify it."""
    match words or []:
        case []:
            if expect:
                raise typer.BadParameter(tr("--expect goes with: citoyen journal verify"))
            _list(town, limit, as_json=as_json)
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


def _list(town: str | None, limit: int, *, as_json: bool) -> None:
    with options.installation() as installation:
        wanted = options.known_town(installation, town)
        with installation.database.read() as session:
            lines = journal.page(session, wanted, after=None, limit=limit)
    for line in lines:
        if as_json:
            print_json(_line_object(line))
        else:
            reason = line.details.get("reason")
            why = f"  « {reason} »" if reason else ""
            out.print(f"{_moment(line)}  {line.town or '—':<12} {line.actor:<12} {line.action:<18} {line.object}{why}")


def _moment(line: JournalLine) -> str:
    return line.at.isoformat(timespec="seconds")


def _line_object(line: JournalLine) -> dict[str, object]:
    shown = {"id": line.id, "at": _moment(line), "town": line.town, "actor": line.actor, "action": line.action, "object": line.object}
    return {**shown, "details": dict(line.details)}
