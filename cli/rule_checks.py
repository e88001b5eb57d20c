"""Commands that look at rules and change nothing: check a folder, a text or a version, try its examples."""

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.options import Json, TownOption, only_town
from cli.screen import complain, out, print_json, progress_of_files
from cli.versions import known, print_examples, print_lint, read_text, told
from cli.words import mistake_line, tr, translated
from domain.errors import Mistake
from flows.examples import ExampleResult, run_examples
from flows.linting import PERIOD_DAYS, LintLine, check, context_of, folder_context
from flows.town_folder import read_town
from flows.town_views import town_view, view_with
from rules.lint import Severity
from store import places, rulesets, towns

WRONG = 1

CHECK_HELP = tr(
    "Check the rules of a folder, a text or a version, the published one if nothing is named.\n\nExamples:\n\n"
    "$ citoyen rules check demo/valognes\n\n$ citoyen rules check regles-3.yaml\n\n$ citoyen rules check 3\n\n"
    "Every mistake is told, then what is shadowed, contradictory, unknown or never true. Only mistakes and errors give exit status 1."
)
TEST_HELP = tr(
    "Try the examples of a folder, a text or a version, the published one if nothing is named.\n\nExample:\n\n$ citoyen rules test 3"
)
Target = Annotated[str | None, typer.Argument(metavar="[DIR|FILE|N]", help=tr("Folder of a town, text of a rule set, or its number."))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What was looked at, and what was found."""

    name: str
    warnings: tuple[Mistake, ...] = ()
    lint: tuple[LintLine, ...] = ()
    examples: tuple[ExampleResult, ...] = ()


def register(rules: typer.Typer) -> None:
    """Add the commands."""
    rules.command("check", help=CHECK_HELP)(check_rules)
    rules.command("test", help=TEST_HELP)(test_examples)


def check_rules(target: Target = None, town: TownOption = None, as_json: Json = False) -> None:
    """Check rules."""
    looked = _look(target, town)
    errors = sum(line.severity is Severity.ERROR for line in looked.lint)
    if as_json:
        for line in looked.lint:
            print_json(_lint_object(line))
    else:
        for warning in looked.warnings:
            complain(mistake_line(warning))
        print_lint(looked.lint)
        out.print(_summary(looked))
    if errors:
        raise typer.Exit(WRONG)


def test_examples(target: Target = None, town: TownOption = None, as_json: Json = False) -> None:
    """Try examples."""
    looked = _look(target, town)
    broken = sum(not result.passed for result in looked.examples)
    if as_json:
        for result in looked.examples:
            print_json(_example_object(result))
    else:
        print_examples(looked.examples)
        out.print(tr("{name}: {count} examples, {broken} broken.", name=looked.name, count=len(looked.examples), broken=broken))
    if broken:
        raise typer.Exit(WRONG)


def _look(target: str | None, town: str | None) -> _Looked:
    with told():
        if target is not None and Path(target).is_dir():
            return _folder(Path(target))
        if target is None or target.isdecimal():
            return _version(None if target is None else int(target), town)
        return _text(Path(target), town)


def _folder(path: Path) -> _Looked:
    with progress_of_files() as progress:
        folder = read_town(path, progress=progress)
    context = folder_context((mailbox.address for mailbox in folder.mailboxes), options.now().date())
    return _Looked(
        name=str(path),
        warnings=folder.warnings,
        lint=check(folder.ruleset, folder.places, context),
        examples=run_examples(town_view(folder.town, folder.ruleset, folder.places, folder.mailboxes)),
    )


def _version(number: int | None, town: str | None) -> _Looked:
    with options.installation() as installation:
        wanted = only_town(installation, town)
        known(installation, wanted, number)
        with installation.database.read() as session:
            ruleset = rulesets.get(session, wanted, number)
            entrances = [mailbox.address for mailbox in towns.mailboxes(session) if mailbox.town == wanted]
            context = context_of(session, wanted, entrances, options.now())
            return _Looked(
                name=tr("rule set {number}", number=ruleset.number),
                lint=check(ruleset, places.get(session, wanted), context, days=PERIOD_DAYS),
                examples=run_examples(view_with(session, ruleset)),
            )


def _text(file: Path, town: str | None) -> _Looked:
    with options.installation() as installation:
        wanted = only_town(installation, town)
        ruleset = read_text(installation, wanted, file).ruleset
        with installation.database.read() as session:
            entrances = [mailbox.address for mailbox in towns.mailboxes(session) if mailbox.town == wanted]
            lint = check(ruleset, places.get(session, wanted), folder_context(entrances, options.now().date()))
            return _Looked(name=str(file), lint=lint, examples=run_examples(view_with(session, ruleset)))


def _summary(looked: _Looked) -> str:
    counts = Counter(line.severity for line in looked.lint)
    if not looked.lint:
        return tr("{folder}: no mistake, {count} warnings.", folder=looked.name, count=len(looked.warnings))
    return tr(
        "{name}: {errors} errors, {warnings} warnings, {notices} notices.",
        name=looked.name,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING] + len(looked.warnings),
        notices=counts[Severity.NOTICE],
    )


def _lint_object(line: LintLine) -> dict[str, object]:
    return {
        "severity": line.severity.name.lower(),
        "where": translated(line.where),
        "rule": line.rule,
        "field": line.field,
        "what": translated(line.what),
        "cure": translated(line.cure),
    }


def _example_object(result: ExampleResult) -> dict[str, object]:
    differences = [asdict(difference) for difference in result.differences]
    return {"example": result.example.id, "passed": result.passed, "rule": result.rule, "differences": differences}
