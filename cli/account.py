"""The readable account of a message."""

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.labels import KINDS, LOSSES, PLACES, REASONS, REMARKS
from cli.screen import out
from cli.words import tr
from domain.decision import ForReview, Orientation
from domain.draft import Kind
from domain.place import Place
from domain.ruleset import RuleSet
from flows.explain import Account, explain_line, trace_of, verdicts
from flows.opinion import Opinion
from flows.town_views import TownView


def print_account(account: Account, view: TownView) -> None:
    """Print what a message is about, why, and what would become of it."""
    draft = account.draft
    title = Text(account.source.path, style="bold")
    title.append(f"  #{account.source.item}" if account.source.item > 1 else "", style="dim")
    title.append(f"  {KINDS[draft.kind]}", style="cyan" if draft.kind is Kind.REQUEST else "yellow")
    out.print(title)
    _row(tr("From"), _requester(account))
    _row(tr("Heading"), draft.heading)
    _row(tr("Marks"), " ".join(explain_flags(account, view)))
    _row(tr("Attachments"), ", ".join(f"{piece.filename or '?'} ({piece.media_type})" for piece in draft.attachments))
    _row(tr("Reading"), ", ".join(REMARKS[remark] for remark in draft.remarks))
    for number, opinion in enumerate(account.opinions, start=1):
        if len(account.opinions) > 1:
            out.print(Text(f"  {number}.", style="bold"))
        _print_opinion(opinion, view.ruleset)
    out.print()


def explain_flags(account: Account, view: TownView) -> list[str]:
    """Return the marks of the whole message."""
    flags = explain_line(account, view.town, view.ruleset)["flags"]
    return [str(flag) for flag in flags] if isinstance(flags, list) else []


def subject_words(code: str, ruleset: RuleSet) -> str:
    """Return a subject with its label."""
    return next((f"{subject.code} {subject.label}" for subject in ruleset.subjects if subject.code == code), code)


def department_words(code: str, ruleset: RuleSet) -> str:
    """Return a department with its label."""
    return next((f"{department.code} {department.label}" for department in ruleset.departments if department.code == code), code)


def place_words(place: Place) -> str:
    """Return a place with how well it is known."""
    named = " ".join(filter(None, (place.number, place.street or place.landmark or place.commune or place.text)))
    return f"{named or '—'} ({', '.join(filter(None, (PLACES[place.status], place.sector)))})"


def _requester(account: Account) -> str:
    who = account.draft.requester
    return " · ".join(filter(None, (who.name, who.organisation, who.email, who.phone, who.address)))


def _print_opinion(opinion: Opinion, ruleset: RuleSet) -> None:
    chosen = opinion.decision.orientation
    _row(tr("Subject"), f"{subject_words(chosen.subject, ruleset)}  ({chosen.confidence:.0%})")
    _row(tr("Place"), place_words(chosen.place))
    _row(tr("Department"), _department(opinion, chosen, ruleset))
    _row(tr("Priority"), f"{chosen.priority} · {chosen.target}")
    if isinstance(opinion.decision, ForReview):
        _row(tr("To review"), ", ".join(REASONS[reason] for reason in opinion.decision.reasons), style="yellow")
    _print_rules(opinion, ruleset)
    _print_trace(opinion, ruleset)


def _print_rules(opinion: Opinion, ruleset: RuleSet) -> None:
    """Print what became of the rules that held, and the departments between which people choose."""
    for verdict in verdicts(opinion, ruleset):
        fate = tr("decides") if verdict.decides else tr("adds to it") if verdict.loss is None else LOSSES[verdict.loss]
        _row(tr("Rule"), f"{verdict.rule.id} {verdict.rule.name} — {fate}", style="" if verdict.decides else "dim")
    if isinstance(opinion.decision, ForReview):
        _row(tr("Choice"), " | ".join(f"{rival.department} [{rival.rule}]" for rival in opinion.decision.rivals), style="yellow")


def _department(opinion: Opinion, chosen: Orientation, ruleset: RuleSet) -> str:
    copies = f" + {', '.join(chosen.copies)}" if chosen.copies else ""
    return f"{department_words(chosen.department, ruleset)}{copies}  [{chosen.rule}]"


def _print_trace(opinion: Opinion, ruleset: RuleSet) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for entry in trace_of(opinion, ruleset):
        table.add_row(
            *(Text(str(entry[key]), style="dim") for key in ("rule", "answer")),
            Text(f"{entry['weight']}/{entry['ceiling']}", style="dim"),
            Text(f"« {entry['quote']} »" if entry["quote"] else "—", style="dim"),
        )
    out.print(Padding(table, (0, 0, 0, 4)))


def _row(label: str, value: str | None, style: str = "") -> None:
    if value:
        out.print(Text.assemble((f"  {label:<14}", "dim"), (value, style)))
