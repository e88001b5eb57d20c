"""`citoyen rules replay`: stored requests decided again, on what they rested on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

import typer

from cli import options
from cli.moments import read_moment
from cli.options import Json, TownOption, only_town
from cli.screen import out, print_json, progress_of_files
from cli.words import tr
from domain.ids import RequestId
from flows.replay import Replay, Verdict, replay, replay_one
from flows.wiring import Installation

DIFFERENT = 1
HIGHEST_ID = 2**63 - 1
"""The databases number requests with 64 bits."""

REPLAY_HELP = tr(
    "Decide stored requests again, each on the rules, places and learned words it was decided by, and compare.\n\nExamples:\n\n"
    "$ citoyen rules replay --since 2026-10-01\n\n$ citoyen rules replay --request 42 --json"
)
VERDICTS: Mapping[Verdict, str] = {
    Verdict.IDENTICAL: tr("identical"),
    Verdict.DIFFERS: tr("differs"),
    Verdict.OTHER_RELEASE: tr("differs, decided by another release of the program"),
    Verdict.LOST: tr("what it rests on is not kept"),
}


def register(rules: typer.Typer) -> None:
    """Add the command."""
    rules.command("replay", help=REPLAY_HELP)(replay_requests)


def replay_requests(
    town: TownOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help=tr("Only requests received from this day on, in the town's time.")),
    ] = None,
    request: Annotated[int | None, typer.Option("--request", metavar="N", max=HIGHEST_ID, help=tr("Only this request, by its id."))] = None,
    as_json: Json = False,
) -> None:
    """Decide stored requests again."""
    counts: Counter[Verdict] = Counter()
    with options.installation() as installation:
        found = _one(installation, request) if request is not None else _all(installation, town, since)
        for one in found:
            counts[one.verdict] += 1
            print_json(_object(one)) if as_json else _print(one)
    if not as_json:
        out.print(tr("{count} requests decided again ({verdicts}).", count=counts.total(), verdicts=_summary(counts)))
    if counts[Verdict.DIFFERS]:
        raise typer.Exit(DIFFERENT)


def _one(installation: Installation, request: int) -> Iterable[Replay]:
    return (replay_one(installation, RequestId(request)),)


def _all(installation: Installation, town: str | None, since: str | None) -> Iterator[Replay]:
    wanted = only_town(installation, town)
    first = None if since is None else read_moment("--since", since, options.zone(installation, wanted))
    with progress_of_files() as bar:
        yield from replay(installation, wanted, since=first, progress=lambda done, total: bar(tr("Replay"), done, total))


def _object(one: Replay) -> dict[str, object]:
    basis = one.basis
    return {
        "request": one.request,
        "town": one.town,
        "reference": one.reference,
        "verdict": one.verdict.value,
        "ruleset": basis.ruleset,
        "places": basis.places,
        "learned": basis.learned,
        "release": basis.release or None,
        "differences": list(one.differences),
    }


def _print(one: Replay) -> None:
    """Print what is not identical."""
    if one.verdict is Verdict.IDENTICAL:
        return
    out.print(
        tr("{reference} (rule set {ruleset}): {verdict}", reference=one.reference, ruleset=one.basis.ruleset, verdict=VERDICTS[one.verdict])
    )
    for difference in one.differences:
        out.print(f"  {difference}")


def _summary(counts: Counter[Verdict]) -> str:
    shown = (tr("{words}: {count}", words=words, count=counts[verdict]) for verdict, words in VERDICTS.items() if counts[verdict])
    return "; ".join(shown) or tr("nothing")
