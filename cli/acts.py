"""What is done to requests from the command line: a command for each act of the table of transitions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

import typer

from cli import options
from cli.labels import STATUSES
from cli.options import TownOption
from cli.references import AgentOption, Reference, asked_for
from cli.screen import out
from cli.words import tr
from domain.deadline import Lack
from domain.ids import DepartmentCode
from domain.lifecycle import Act, Step
from domain.request import Closure
from flows import accounts
from flows.act import Asked, act
from flows.postpone import Postponed, Putting, postpone
from store.requests import RequestRecord
from workers.roles import nudging

HELP = {
    Act.REJECT: tr(
        "Say of a request in review that nothing is asked of the town.\n\nExamples:\n\n"
        "$ citoyen requests reject K7P4-2QXM --reason publicité"
    ),
    Act.RESTORE: tr("Put a request that was rejected back into review.\n\nExamples:\n\n$ citoyen requests restore K7P4-2QXM --agent marie"),
    Act.TAKE: tr("Take a request in charge.\n\nExamples:\n\n$ citoyen requests take 2026/0147 --agent marie"),
    Act.REFUSE: tr(
        "Give a request back to review: it is not for its department.\n\nExamples:\n\n"
        "$ citoyen requests refuse 2026/0147 --reason 'voirie départementale'"
    ),
    Act.HAND_OVER: tr(
        "Hand a request over to another department of the town.\n\nExamples:\n\n"
        "$ citoyen requests hand-over 2026/0147 --department EV --reason 'c’est un arbre'"
    ),
    Act.PLAN: tr("Say on which day a request will be dealt with.\n\nExamples:\n\n$ citoyen requests plan 2026/0147 --day 2026-03-20"),
    Act.UNPLAN: tr("Take back the day a request was planned for.\n\nExamples:\n\n$ citoyen requests unplan 2026/0147"),
    Act.ASK: tr(
        "Ask the requester for pieces, or for an explanation, until a day.\n\nExamples:\n\n"
        "$ citoyen requests ask 2026/0147 --piece 'plan de situation' --piece devis --day 2026-04-10"
    ),
    Act.RESUME: tr("Go on with a request that waited for its requester.\n\nExamples:\n\n$ citoyen requests resume 2026/0147"),
    Act.TRANSFER: tr("Transfer a request to another authority.\n\nExamples:\n\n$ citoyen requests transfer 2026/0147 --department X-DEP"),
    Act.TAKE_BACK: tr("Take back a request that another authority had.\n\nExamples:\n\n$ citoyen requests take-back 2026/0147"),
    Act.FINISH: tr("Say that a request is dealt with; it is to be closed yet.\n\nExamples:\n\n$ citoyen requests finish 2026/0147"),
    Act.CLOSE: tr(
        "Close a request: what its requester writes from then on becomes a new request, unless he only thanks.\n\nExamples:\n\n"
        "$ citoyen requests close 2026/0147 --how carried_out --answer 'Le trou est rebouché.' --agent marie"
    ),
    Act.REOPEN: tr(
        "Open a request again that was closed.\n\nExamples:\n\n$ citoyen requests reopen 2026/0147 --reason 'le trou est revenu'"
    ),
}
DUE_HELP = tr(
    "Set another day by which a request is to be completed; the day it had stays in its history.\n\nExamples:\n\n"
    "$ citoyen requests due 2026/0147 --day 2026-05-29 --reason 'enrobé livré en mai'"
)
SNOOZE_HELP = tr(
    "Put the reminders of a request to sleep until a day; an implicit decision is announced all the same.\n\nExamples:\n\n"
    "$ citoyen requests snooze 2026/0147 --until 2026-05-11 --reason 'chantier bloqué par le gel'"
)

Department = Annotated[str, typer.Option("--department", metavar="CODE", help=tr("Who is to have it."))]
Day = Annotated[datetime, typer.Option("--day", metavar="DATE", formats=["%Y-%m-%d"], help=tr("The day, such as 2026-03-20."))]
Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))]
NeededReason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=tr("Why; for the town's own people."))]
_PLAIN = (Act.RESTORE, Act.TAKE, Act.UNPLAN, Act.RESUME, Act.TAKE_BACK, Act.FINISH)
_REASONED = (Act.REJECT, Act.REFUSE, Act.REOPEN)


def register(app: typer.Typer) -> None:
    """Add a command for each act."""
    commands: dict[Act, Callable[..., None]] = {
        **{one: _plain(one) for one in _PLAIN},
        **{one: _reasoned(one) for one in _REASONED},
        Act.HAND_OVER: hand_over,
        Act.PLAN: plan,
        Act.ASK: ask,
        Act.TRANSFER: transfer,
        Act.CLOSE: close,
    }
    for one, text in HELP.items():
        app.command(one.value.replace("_", "-"), help=text)(commands[one])
    app.command("due", help=DUE_HELP)(due)
    app.command("snooze", help=SNOOZE_HELP)(snooze)


def _plain(one: Act) -> Callable[..., None]:
    def command(reference: Reference, reason: Reason = None, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
        _do(reference, Step(act=one, reason=reason), agent, town)

    return command


def _reasoned(one: Act) -> Callable[..., None]:
    def command(reference: Reference, reason: NeededReason, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
        _do(reference, Step(act=one, reason=reason), agent, town)

    return command


def hand_over(
    reference: Reference, department: Department, reason: NeededReason, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None
) -> None:
    """Hand a request over."""
    _do(reference, Step(act=Act.HAND_OVER, department=DepartmentCode(department), reason=reason), agent, town)


def transfer(
    reference: Reference, department: Department, reason: Reason = None, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None
) -> None:
    """Transfer a request."""
    _do(reference, Step(act=Act.TRANSFER, department=DepartmentCode(department), reason=reason), agent, town)


def plan(reference: Reference, day: Day, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Plan a request."""
    _do(reference, Step(act=Act.PLAN, day=day.date()), agent, town)


def ask(
    reference: Reference,
    pieces: Annotated[list[str], typer.Option("--piece", metavar="TEXT", help=tr("What is asked for; may be given several times."))],
    day: Day,
    useful: Annotated[
        bool, typer.Option("--useful", help=tr("No text requires them: the legal clock runs on while the requester is waited for."))
    ] = False,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Ask the requester."""
    lack = Lack.USEFUL if useful else Lack.REQUIRED
    _do(reference, Step(act=Act.ASK, pieces=tuple(pieces), day=day.date(), lack=lack), agent, town)


def close(
    reference: Reference,
    how: Annotated[Closure, typer.Option("--how", help=tr("How it ended."))],
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=tr("What the requester is told."))] = None,
    reason: Reason = None,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Close a request."""
    _do(reference, Step(act=Act.CLOSE, closure=how, answer=answer, reason=reason), agent, town)


def due(reference: Reference, day: Day, reason: NeededReason, agent: AgentOption = accounts.FIRST_LOGIN, town: TownOption = None) -> None:
    """Set another completion date."""
    record = _postpone(reference, Putting.DUE, day.date(), reason, agent, town)
    out.print(tr("Request {reference}: due on {day}.", reference=record.line.number or record.line.tracking, day=day.date()))


def snooze(
    reference: Reference,
    until: Annotated[datetime, typer.Option("--until", metavar="DATE", formats=["%Y-%m-%d"], help=tr("The day reminders come again."))],
    reason: NeededReason,
    agent: AgentOption = accounts.FIRST_LOGIN,
    town: TownOption = None,
) -> None:
    """Put the reminders of a request to sleep."""
    record = _postpone(reference, Putting.SNOOZE, until.date(), reason, agent, town)
    name = record.line.number or record.line.tracking
    out.print(tr("Request {reference}: nobody is reminded of it until {day}.", reference=name, day=until.date()))
    if record.line.dates.legal_on is not None:
        out.print(tr("Of the implicit decision on {day} people are reminded all the same.", day=record.line.dates.legal_on))


def _postpone(reference: str, putting: Putting, day: date, reason: str, agent: str, town: str | None) -> RequestRecord:
    with options.installation() as installation:
        (request,) = asked_for(installation, town, reference)
        return postpone(installation, Postponed(request=request, putting=putting, day=day, reason=reason), agent, options.now())


def _do(reference: str, step: Step, agent: str, town: str | None) -> None:
    with options.installation() as installation, nudging(installation):
        (request,) = asked_for(installation, town, reference)
        record = act(installation, Asked(request=request, step=step), agent, options.now())
    out.print(
        tr("Request {reference}: {status}.", reference=record.line.number or record.line.tracking, status=STATUSES[record.line.status])
    )
