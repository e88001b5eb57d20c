"""What the commands on rule sets share: who does it, the text and its head, and what is told of what came of it."""

import getpass
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text

from cli import options
from cli.labels import VERSION_STATES
from cli.screen import complain, out, print_mistakes, print_wide
from cli.words import error_words, tr, translated
from domain.errors import ConfigurationError, Mistake, NotFoundError
from domain.ids import TownId
from domain.rights import Permission, may_in_town
from domain.ruleset import RuleSet
from domain.version import Version, VersionState
from flows.examples import ExampleResult
from flows.linting import LintLine
from flows.publication import Publication
from flows.rights import lacking, standing_of
from flows.ruleset_errors import ReasonNeededError, StaleDraftError, UnfitRuleSetError
from flows.ruleset_findings import Findings
from flows.ruleset_text import HIGHEST_NUMBER, read_ruleset
from flows.rulesets import Author, Saved
from flows.town_folder.yaml_text import LARGEST
from flows.wiring import Installation
from rules.lint import Severity
from store import agents, rulesets, towns
from store import places as stored_places

FOUND = 1
"""Exit status where there is something to look at before it can be done."""
NOBODY = "system"
"""Who acts where the machine's accounts have no names."""

_HEAD = re.compile(r"^# citoyen : commune (?P<town>\S+), jeu (?P<number>\d+), révision (?P<revision>\d+)$", re.MULTILINE)
_SEVERITIES: Mapping[Severity, str] = {Severity.ERROR: tr("error"), Severity.WARNING: tr("warning"), Severity.NOTICE: tr("notice")}
_SEVERITY_STYLES: Mapping[Severity, str] = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """A rule set read from a file. ``number`` and ``revision`` are those its head names, None without one."""

    file: Path
    ruleset: RuleSet
    number: int | None
    revision: int | None


def author(installation: Installation, agent: str | None) -> Author:
    """Return who does it: the agent named, else the account of this machine. Raises ConfigurationError for an unknown login.

    Raises ForbiddenError for an agent who does not answer for rules.
    """
    if agent is not None:
        with installation.database.read() as session:
            who = agents.find_by_login(session, agent)
            if who is None:
                what = tr("Nobody signs in as {login}. See: citoyen users list", login=agent)
                raise ConfigurationError(Mistake(where="--agent", what=what, remedy=""))
            if not may_in_town(standing_of(session, installation.towns, who), Permission.RULES, who.town):
                raise lacking(Permission.RULES)
        return Author(name=agent, now=options.now())
    try:
        return Author(name=getpass.getuser(), now=options.now())
    except (OSError, KeyError):
        return Author(name=NOBODY, now=options.now())


def known(installation: Installation, town: TownId, *numbers: int | None) -> None:
    """Raise NotFoundError for a number that no version of the town has; None is let pass."""
    with installation.database.read() as session:
        for number in numbers:
            try:
                if number is not None and number > HIGHEST_NUMBER:
                    raise NotFoundError(number)
                _ = None if number is None else rulesets.version(session, town, number)
            except NotFoundError as error:
                raise NotFoundError(tr("{town} has no rule set {number}. See: citoyen rules list", town=town, number=number)) from error


def headed(version: Version, text: str) -> str:
    """Return the text of a version under the line that says which it is."""
    return f"# citoyen : commune {version.town}, jeu {version.number}, révision {version.revision}\n{text}"


def read_text(installation: Installation, town: TownId, file: Path) -> ReadText:
    """Return what a file holds. Raises ConfigurationError with every mistake."""
    try:
        with file.open(encoding="utf-8-sig") as stream:
            # One more than is read is enough to refuse it, and a device that never ends is not waited for.
            text = stream.read(LARGEST + 1)
    except OSError as error:
        remedy = tr("Give a text made by: citoyen rules export")
        raise ConfigurationError(Mistake(where=str(file), what=_obstacle(file, error), remedy=remedy)) from error
    except UnicodeDecodeError as error:
        remedy = tr("Save it as UTF-8.")
        raise ConfigurationError(Mistake(where=str(file), what=tr("The file is not in UTF-8."), remedy=remedy)) from error
    with installation.database.read() as session:
        places = stored_places.get(session, town)
        entrances = [mailbox.address for mailbox in towns.mailboxes(session) if mailbox.town == town]
    ruleset = read_ruleset(text, str(file), places, entrances)
    _refuse_of_another_town(file, ruleset.town, town)
    head = _HEAD.search(text)
    number, revision = (int(head["number"]), int(head["revision"])) if head else (None, None)
    return ReadText(file=file, ruleset=ruleset, number=number, revision=revision)


def _obstacle(file: Path, error: OSError) -> str:
    if file.is_dir():
        return tr("This is a folder.")
    return tr("There is no such file.") if isinstance(error, FileNotFoundError) else f"{error.strerror}."


def write_text(file: Path, text: str) -> None:
    """Write a text into a new file. Raises ConfigurationError where it cannot be written, or where another text would be lost."""
    try:
        if file.is_file() and file.read_bytes() != text.encode():
            what, remedy = tr("This file is there already and says something else: it is left as it is."), tr("Name another file.")
            raise ConfigurationError(Mistake(where=str(file), what=what, remedy=remedy))
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        what = tr("This file cannot be written ({reason}).", reason=error.strerror)
        raise ConfigurationError(Mistake(where=str(file), what=what, remedy=tr("Name a file in a folder of yours."))) from error


def _refuse_of_another_town(file: Path, named: TownId, town: TownId) -> None:
    if named != town:
        what = tr("This is a rule set of “{named}”, not of “{town}”.", named=named, town=town)
        raise ConfigurationError(Mistake(where=str(file), what=what, remedy=tr("Name the town it is for in the line “commune”.")))


def seen(text: ReadText, draft: int) -> int:
    """Return the revision a text began from. Raises ConfigurationError where it is not a text of this draft."""
    if text.number == draft and text.revision is not None:
        return text.revision
    what = (
        tr("Its first line does not say which version it was exported from.")
        if text.number is None
        else tr("It was exported from rule set {other}, not from draft {draft}.", other=text.number, draft=draft)
    )
    remedy = tr("Export draft {draft} and make the changes there, or import it without --draft, as a new draft.", draft=draft)
    raise ConfigurationError(Mistake(where=str(text.file), what=what, remedy=remedy))


@contextmanager
def told() -> Iterator[None]:
    """Tell what stands in the way of a rule set, all of it, and leave with the status of findings."""
    try:
        yield
    except ConfigurationError as error:
        print_mistakes(error)
        complain(tr("{count} mistakes.", count=len(error.mistakes)))
        raise typer.Exit(FOUND) from error
    except UnfitRuleSetError as error:
        print_findings(error.findings)
        complain(error_words(error))
        raise typer.Exit(FOUND) from error
    except ReasonNeededError as error:
        for doubt in (*error.doubts, *error.changes):
            complain(translated(doubt))
        complain(error_words(error))
        complain(tr('Give it: --reason "…"'))
        raise typer.Exit(FOUND) from error
    except StaleDraftError as error:
        complain(error_words(error))
        out.print(tr("What is there now, and what you would have made of it:"))
        print_difference(error.difference)
        raise typer.Exit(FOUND) from error


def version_object(version: Version, zone: ZoneInfo) -> dict[str, object]:
    """Return a version as a JSON object, its times in the town's time."""
    times = ("created_at", "changed_at", "publish_at", "published_at", "retired_at")
    shown = {name: getattr(version, name) for name in times}
    return {
        "town": version.town,
        "number": version.number,
        "state": version.state.value,
        "revision": version.revision,
        "based_on": version.based_on,
        "note": version.note,
        "created_by": version.created_by,
        "changed_by": version.changed_by,
        **{name: None if time is None else time.astimezone(zone).isoformat(timespec="seconds") for name, time in shown.items()},
        "publish_by": version.publish_by,
        "publish_reason": version.publish_reason,
        "publish_fault": version.publish_fault,
    }


def print_table(found: tuple[Version, ...], zone: ZoneInfo) -> None:
    """Print versions as a table, as wide as it takes: half a date or half a reason tells nothing."""
    print_wide(_table(found, zone))


def _table(found: tuple[Version, ...], zone: ZoneInfo) -> Table:
    shown = Table(box=None, header_style="bold")
    titles = ("", tr("Number"), tr("State"), tr("Revision"), tr("From"), tr("Changed"), tr("By"), tr("Published"), tr("Note"))
    for title in titles:
        shown.add_column(title, no_wrap=title != titles[-1])
    for version in found:
        shown.add_row(
            "*" if version.state is VersionState.PUBLISHED else "",
            str(version.number),
            VERSION_STATES[version.state],
            str(version.revision),
            str(version.based_on or ""),
            minute(version.changed_at, zone),
            version.changed_by,
            _published(version, zone),
            version.publish_fault or version.note or "",
        )
    return shown


def _published(version: Version, zone: ZoneInfo) -> str:
    if version.publish_at is not None:
        return tr("waits for {time}", time=minute(version.publish_at, zone))
    return "" if version.published_at is None else minute(version.published_at, zone)


def minute(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment in the town's time, to the minute."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def print_difference(text: str) -> None:
    """Print a text diff, in colours on a terminal."""
    if not text:
        out.print(tr("They say the same."))
    for line in text.splitlines():
        out.print(Text(line, style=_COLOURS.get(line[:1], "")))


def print_saved(saved: Saved) -> None:
    """Say what was saved, and what linter and examples say of it."""
    version = saved.version
    out.print(tr("Draft {number} is saved, revision {revision}.", number=version.number, revision=version.revision))
    print_findings(saved.findings)


def print_published(done: Publication, zone: ZoneInfo) -> None:
    """Say what was published, and what whoever did it should know."""
    number, before = done.version.number, done.before
    out.print(tr("Rule set {number} is published in place of {before}.", number=number, before=before or "–"))
    if done.passes_over is not None:
        out.print(
            tr(
                "It did not begin from rule set {before}, whose changes are gone with it. See: citoyen rules diff {before} {number}",
                before=before,
                number=number,
            )
        )
    for other in done.waiting:
        if other.publish_at is not None:
            out.print(tr("Rule set {number} takes its place on {time}.", number=other.number, time=minute(other.publish_at, zone)))


def print_findings(findings: Findings) -> None:
    """Print what linter and examples say."""
    print_lint(findings.lint)
    print_examples(tuple(result for result in findings.examples if not result.passed))


def print_lint(lines: Sequence[LintLine]) -> None:
    """Print what the linter found, one finding a line: how bad, whose, where, what, and what to do."""
    for line in lines:
        words = f"{translated(line.where)}, {line.field}: {translated(line.what)} {translated(line.cure)}"
        out.print(Text.assemble((f"{_SEVERITIES[line.severity]:<14}", _SEVERITY_STYLES[line.severity]), words))


def print_examples(results: Sequence[ExampleResult]) -> None:
    """Print how examples were decided: those that passed by their id, of the others what is not as they say."""
    for result in results:
        if result.passed:
            out.print(Text.assemble((tr("ok").ljust(14), "green"), result.example.id))
            continue
        out.print(Text.assemble((tr("broken").ljust(14), "bold red"), result.example.id, f" ({result.rule})"))
        for difference in result.differences:
            found = tr("nothing") if difference.found is None else difference.found
            words = tr("{field}: {expected} expected, {found} found", field=difference.field, expected=difference.expected, found=found)
            out.print(f"{'':<14}{words}")
