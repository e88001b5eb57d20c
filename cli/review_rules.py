"""Commands on how often people correct what rules propose, and on how much each rule does alone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli import options
from cli.moments import moment_words, read_moment
from cli.options import Json, TownOption
from cli.references import AgentOption
from cli.screen import out, print_json
from cli.words import percent, tr
from domain.autonomy import Level, Terms
from domain.ids import RuleId
from domain.review import Rate, RateBy
from flows import accounts
from flows.autonomy import ACTOR, Standing, Wish, set_level, set_terms, standings
from flows.rates import rates
from store import autonomy as stored
from store import towns

LEVELS = {
    Level.PROPOSE: tr("proposes"),
    Level.PRESELECT: tr("preselects"),
    Level.AUTOMATIC: tr("works alone"),
}
BURST = tr("{corrections} of {requests} requests in a row were corrected")
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help=tr("Only what was decided from this day on."))]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=tr("Only what was decided before this day."))]


def register(review: typer.Typer) -> None:
    """Add the commands."""
    review.command(
        "rates",
        help=tr(
            "Tell how often people decided otherwise than was proposed.\n\nExamples:\n\n"
            "$ citoyen review rates\n\n$ citoyen review rates --by month --since 2026-01-01"
        ),
    )(show_rates)
    review.command("rules", help=tr("Tell how much each rule does alone, and what it has earned.\n\nExample:\n\n$ citoyen review rules"))(
        show_rules
    )
    review.command(
        "level",
        help=tr(
            "Say how much a rule does alone; it works alone only once it has earned that.\n\nExamples:\n\n"
            "$ citoyen review level R12 preselect --reason 'trop d’erreurs'\n\n$ citoyen review level R12 automatic --reason corrigée"
        ),
    )(say_level)
    review.command(
        "terms",
        help=tr(
            "Show or say what the town asks of a rule that is to work alone.\n\nExample:\n\n"
            "$ citoyen review terms --confirmations 50 --precision 0.97"
        ),
    )(show_terms)


def show_rates(
    by: Annotated[RateBy, typer.Option("--by", help=tr("What the rates are told by."))] = RateBy.RULE,
    since: Since = None,
    until: Until = None,
    town: TownOption = None,
    as_json: Json = False,
) -> None:
    """Tell the rates."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        zone = options.zone(installation, wanted)
        first = None if since is None else read_moment("--since", since, zone)
        last = None if until is None else read_moment("--until", until, zone)
        found = rates(installation, wanted, by, first, last, options.now())
    if as_json:
        for one in found:
            print_json(rate_object(one))
        return
    if not found:
        out.print(tr("Nobody has decided anything yet."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Name"), tr("Decided"), tr("Corrected"), tr("Rate")):
        table.add_column(title)
    for one in found:
        table.add_row(one.key, str(one.decided), str(one.corrected), percent(one.share))
    out.print(table)


def show_rules(town: TownOption = None, as_json: Json = False) -> None:
    """Tell how the rules stand."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        with installation.database.read() as session:
            found = standings(session, wanted)
            zone = ZoneInfo(towns.town(session, wanted).timezone)
    if as_json:
        for one in found:
            print_json(standing_object(one))
        return
    if not found:
        out.print(tr("Every rule does what the rule set says."))
        return
    table = Table(box=None, header_style="bold")
    for title in (tr("Rule"), tr("Level"), tr("Since"), tr("By"), tr("Why"), tr("Right of the last ones")):
        table.add_column(title)
    for one in found:
        measured = f"{one.measured.right} / {one.measured.confirmed}"
        if one.is_proposed:
            measured += f" – {tr('has earned to work alone')}"
        table.add_row(one.rule, LEVELS[one.level], *_said(one, zone), measured)
    out.print(table)


def say_level(
    rule: Annotated[str, typer.Argument(metavar="RULE", help=tr("Name of the rule."))],
    level: Annotated[Level, typer.Argument(metavar="LEVEL", help=tr("propose, preselect or automatic."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))],
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Say how much a rule does alone."""
    with options.installation() as installation:
        wish = Wish(town=options.only_town(installation, town), rule=RuleId(rule), level=level, why=reason)
        found = set_level(installation, wish, agent, options.now())
    out.print(tr("Rule {rule}: {level}.", rule=found.rule, level=LEVELS[found.level]))


def show_terms(
    confirmations: Annotated[int | None, typer.Option("--confirmations", help=tr("How many confirmations are looked at."))] = None,
    precision: Annotated[float | None, typer.Option("--precision", help=tr("Share of them that was right, such as 0.95."))] = None,
    corrections: Annotated[int | None, typer.Option("--corrections", help=tr("So many corrections lower it by itself …"))] = None,
    of_requests: Annotated[int | None, typer.Option("--of", help=tr("… of so many requests in a row."))] = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Show or say the terms."""
    with options.installation() as installation:
        wanted = options.only_town(installation, town)
        with installation.database.read() as session:
            known = stored.terms(session, wanted)
        asked = Terms(
            confirmations=known.confirmations if confirmations is None else confirmations,
            precision=known.precision if precision is None else precision,
            corrections=known.corrections if corrections is None else corrections,
            of_requests=known.of_requests if of_requests is None else of_requests,
        )
        if asked != known:
            set_terms(installation, wanted, asked, agent, options.now())
    out.print(
        tr(
            "A rule may work alone when {precision} of its last {confirmations} confirmations were right; "
            "{corrections} corrections of {requests} requests in a row lower it.",
            precision=percent(asked.precision),
            confirmations=asked.confirmations,
            corrections=asked.corrections,
            requests=asked.of_requests,
        )
    )


def rate_object(one: Rate) -> dict[str, object]:
    """Return a rate as a program reads it."""
    return {"key": one.key, "decided": one.decided, "corrected": one.corrected, "rate": round(one.share, 4)}


def standing_object(one: Standing) -> dict[str, object]:
    """Return how a rule stands as a program reads it."""
    return {
        "rule": one.rule,
        "level": one.level.value,
        "since": None if one.said is None else _moment(one.said.since),
        "by": None if one.said is None else one.said.by,
        "why": None if one.said is None else one.said.why,
        "confirmed": one.measured.confirmed,
        "right": one.measured.right,
        "has_earned": one.has_earned,
    }


def _said(one: Standing, zone: ZoneInfo) -> Iterator[str]:
    if one.said is None:
        yield from ("—", "—", tr("as the rule set says"))
        return
    why = one.said.why
    if one.said.by == ACTOR:
        corrections, _, of_requests = why.partition("/")
        why = BURST.format(corrections=corrections, requests=of_requests)
    yield from (moment_words(one.said.since, zone), one.said.by, why)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
