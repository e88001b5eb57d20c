"""Commands on the versions of a town's rule set: begin a draft, edit it as text, publish it, go back."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli import options
from cli.moments import read_moment
from cli.options import Json, TownOption, only_town
from cli.screen import out, print_json, progress_of_files
from cli.versions import (
    author,
    headed,
    known,
    minute,
    print_difference,
    print_published,
    print_saved,
    print_table,
    read_text,
    seen,
    told,
    version_object,
    write_text,
)
from cli.words import tr, translated
from flows import publication, rulesets
from flows.ruleset_text import changes, diff, write_ruleset
from store import rulesets as stored
from store import towns

rules = typer.Typer(no_args_is_help=True, help=tr("Rules of a town."))

AgentOption = Annotated[
    str | None, typer.Option("--agent", metavar="LOGIN", help=tr("Who does it, by login; else the account of this machine."))
]
NoteOption = Annotated[str | None, typer.Option("--note", help=tr("What the draft is for."))]
ReasonOption = Annotated[str | None, typer.Option("--reason", help=tr("Why; the journal keeps it."))]
Number = Annotated[int, typer.Argument(metavar="N", help=tr("Number of a version."))]
SomeNumber = Annotated[int | None, typer.Argument(metavar="[N]", help=tr("Number of a version; the published one if left out."))]

LIST_HELP = tr("List the versions of the rule set, newest first.\n\nExample:\n\n$ citoyen rules list --town valognes")
NEW_HELP = tr('Begin a draft as a copy of a version.\n\nExample:\n\n$ citoyen rules new --note "new pool"')
EXPORT_HELP = tr(
    "Write a version as text, to be edited and imported again.\n\nExample:\n\n$ citoyen rules export 3 -o regles-3.yaml\n\n"
    "Its first line says which version and revision it is: leave it there."
)
IMPORT_HELP = tr(
    "Take in an edited text, as a new draft or into the draft it came from.\n\nExamples:\n\n$ citoyen rules import regles.yaml\n\n"
    "$ citoyen rules import regles-3.yaml --draft 3\n\n"
    "A text with a mistake is refused whole, with every mistake. If somebody saved the draft after you exported it, nothing is overwritten."
)
DIFF_HELP = tr("Say what distinguishes two versions.\n\nExample:\n\n$ citoyen rules diff 2 3")
PUBLISH_HELP = tr(
    "Publish a draft, now or at a date.\n\nExamples:\n\n$ citoyen rules publish 3\n\n"
    '$ citoyen rules publish 3 --at "2027-01-01 00:00" --reason "new contract"\n\n'
    "A rule set with errors is refused. Broken examples, or agents who agree with it less often than with the published one, need a reason."
)
CANCEL_HELP = tr("Do not publish a draft at its date; it can be edited again.\n\nExample:\n\n$ citoyen rules cancel 3")
ROLLBACK_HELP = tr(
    "Publish again, at once, the version that was published before, or another.\n\nExample:\n\n"
    '$ citoyen rules rollback --reason "too many to review"'
)
DISCARD_HELP = tr("Throw a draft away.\n\nExample:\n\n$ citoyen rules discard 3")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    rules.command("list", help=LIST_HELP)(list_versions)
    rules.command("new", help=NEW_HELP)(new)
    rules.command("export", help=EXPORT_HELP)(export)
    rules.command("import", help=IMPORT_HELP)(import_text)
    rules.command("diff", help=DIFF_HELP)(show_difference)
    rules.command("publish", help=PUBLISH_HELP)(publish)
    rules.command("cancel", help=CANCEL_HELP)(cancel)
    rules.command("rollback", help=ROLLBACK_HELP)(rollback)
    rules.command("discard", help=DISCARD_HELP)(discard)
    app.add_typer(rules, name="rules")


def list_versions(town: TownOption = None, as_json: Json = False) -> None:
    """List the versions."""
    with options.installation() as installation, installation.database.read() as session:
        wanted = only_town(installation, town)
        found, zone = stored.versions(session, wanted), ZoneInfo(towns.town(session, wanted).timezone)
    if as_json:
        for version in found:
            print_json(version_object(version, zone))
    else:
        print_table(found, zone)


def new(
    origin: Annotated[int | None, typer.Option("--from", metavar="N", help=tr("Copy this version; the published one if left out."))] = None,
    note: NoteOption = None,
    agent: AgentOption = None,
    town: TownOption = None,
) -> None:
    """Begin a draft."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, origin)
        version = rulesets.new_draft(installation, wanted, author(installation, agent), based_on=origin, note=note)
    number = version.number
    out.print(tr("Draft {number} is a copy of rule set {origin}.", number=number, origin=version.based_on))
    out.print(tr("Edit it: citoyen rules export {number} -o FILE, then: citoyen rules import FILE --draft {number}", number=number))


def export(
    number: SomeNumber = None,
    file: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=tr("Write into this file."))] = None,
    town: TownOption = None,
) -> None:
    """Write a version as text."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, number)
        with installation.database.read() as session:
            version = stored.published(session, wanted) if number is None else stored.version(session, wanted, number)
            ruleset = stored.get(session, wanted, version.number)
    text = headed(version, write_ruleset(ruleset))
    if file is None:
        typer.echo(text, nl=False)
        return
    write_text(file, text)
    out.print(tr("Rule set {number}, revision {revision}: {file}", number=version.number, revision=version.revision, file=file))


def import_text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("Text of a rule set, as exported."))],
    draft: Annotated[int | None, typer.Option("--draft", metavar="N", help=tr("Save into this draft, from which it was exported."))] = None,
    note: NoteOption = None,
    agent: AgentOption = None,
    town: TownOption = None,
) -> None:
    """Take in a text."""
    with options.installation() as installation:
        wanted, by = only_town(installation, town), author(installation, agent)
        known(installation, wanted, draft)
        with told():
            text = read_text(installation, wanted, file)
            if draft is None:
                saved = rulesets.add_draft(installation, text.ruleset, by, note=note)
            else:
                saved = rulesets.save_draft(installation, text.ruleset, by, seen=seen(text, draft))
    print_saved(saved)


def show_difference(
    old: Annotated[int, typer.Argument(metavar="A", help=tr("Number of a version."))],
    new: Annotated[int, typer.Argument(metavar="B", help=tr("Number of another."))],
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Compare two versions."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, old, new)
        with installation.database.read() as session:
            before, after = (stored.get(session, wanted, number) for number in (old, new))
    if as_json:
        for change in changes(before, after):
            print_json({"entry": translated(change.entry), "field": change.field or None, "change": translated(change.words)})
    else:
        print_difference(diff(before, after))


def publish(
    number: Number,
    at: Annotated[str | None, typer.Option("--at", metavar="MOMENT", help=tr("Publish at this day or moment, in the town's time."))] = None,
    reason: ReasonOption = None,
    agent: AgentOption = None,
    town: TownOption = None,
) -> None:
    """Publish a draft."""
    with options.installation() as installation:
        wanted, by = only_town(installation, town), author(installation, agent)
        known(installation, wanted, number)
        with told(), progress_of_files() as bar:

            def progress(done: int, total: int) -> None:
                bar(tr("Back-test"), done, total)

            if at is not None:
                zone = options.zone(installation, wanted)
                moment = read_moment("--at", at, zone)
                publication.publish_at(installation, wanted, number, moment, by, reason=reason, progress=progress)
                time = minute(moment, zone)
                out.print(tr("Rule set {number} will be published on {time}. Until then it stays as it is.", number=number, time=time))
                return
            done = publication.publish(installation, wanted, number, by, reason=reason, progress=progress)
        print_published(done, options.zone(installation, wanted))


def cancel(number: Number, agent: AgentOption = None, town: TownOption = None) -> None:
    """Open a waiting draft again."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, number)
        publication.cancel(installation, wanted, number, author(installation, agent))
    out.print(tr("Rule set {number} is an open draft again.", number=number))


def rollback(number: SomeNumber = None, reason: ReasonOption = None, agent: AgentOption = None, town: TownOption = None) -> None:
    """Go back to a version."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, number)
        done = publication.rollback(installation, wanted, author(installation, agent), number=number, reason=reason)
        print_published(done, options.zone(installation, wanted))


def discard(number: Number, agent: AgentOption = None, town: TownOption = None) -> None:
    """Throw a draft away."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, number)
        rulesets.discard(installation, wanted, number, author(installation, agent))
    out.print(tr("Draft {number} is gone.", number=number))
