"""The command that proposes rules from what agents correct again and again."""

from typing import Annotated

import typer

from cli import options
from cli.options import Json, TownOption, only_town
from cli.rules import AgentOption
from cli.screen import out, print_json
from cli.versions import author
from cli.words import percent, tr
from flows.suggest import draft_with, rule_text, suggestions
from rules.suggest import Suggestion
from store.mapping import dump

SHOWN = 6

SUGGEST_HELP = tr(
    "Propose rules from what agents correct again and again, with how right they would have been.\n\n"
    "What is printed may be pasted below “regles:” into the text of a draft (citoyen rules export).\n\nExamples:\n\n"
    "$ citoyen rules suggest\n\n$ citoyen rules suggest --as-draft"
)


def register(rules: typer.Typer) -> None:
    """Add the command."""
    rules.command("suggest", help=SUGGEST_HELP)(run_suggest)


def run_suggest(
    town: TownOption = None,
    as_draft: Annotated[bool, typer.Option("--as-draft", help=tr("Write them into a new draft."))] = False,
    agent: AgentOption = None,
    as_json: Json = False,
) -> None:
    """Propose rules."""
    with options.installation() as installation:
        wanted = only_town(installation, town)
        found = suggestions(installation, wanted, options.now())
        version = draft_with(installation, wanted, found, author(installation, agent)) if as_draft and found else None
    number = None if version is None else version.number
    if as_json:
        for one in found:
            print_json({"town": wanted, "draft": number, **_object(one)})
        return
    if not found:
        out.print(tr("Agents correct nothing often enough, or nothing in common, to propose a rule."))
        return
    for one in found:
        _print(one)
    if number is not None:
        out.print("  # " + tr("Draft {number} has them. Try it: citoyen rules backtest --draft {number}", number=number))


def _print(one: Suggestion) -> None:
    """Print a rule as the text of a rule set has it, how right it is in comments: all of it may be pasted below « regles: »."""
    measured = tr(
        "Right for {right} of {holds} requests ({precision}); would have spared {spared} of {corrected} corrections.",
        right=one.right,
        holds=one.holds,
        precision=percent(one.precision),
        spared=len(one.references),
        corrected=one.corrected,
    )
    behind = ", ".join(one.references[:SHOWN]) + (" …" if len(one.references) > SHOWN else "")
    out.print(f"  # {measured}\n  # {tr('Requests behind it: {references}', references=behind)}", style="dim")
    out.print(rule_text(one.rule) + "\n")


def _object(one: Suggestion) -> dict[str, object]:
    return {
        "name": one.rule.name,
        "rule": dump(one.rule),
        "text": rule_text(one.rule),
        "holds": one.holds,
        "right": one.right,
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "corrected": one.corrected,
        "requests": list(one.references),
    }
