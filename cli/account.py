"""The readable account of a message."""

from collections.abc import Mapping, Sequence

from rich.text import Text

from cli.labels import (
    CONDITIONS,
    DANGERS,
    EVIDENCE,
    FATES,
    FLAGS,
    INTEGRITIES,
    JOINS,
    KINDS,
    LOSSES,
    PLACES,
    READ_IN,
    REASONS,
    REMARKS,
    SECRECIES,
    STANDINGS,
    TRAITS,
)
from cli.screen import out
from cli.words import decimal, percent, tr
from domain.decision import ForReview, Orientation
from domain.department import Confidentiality
from domain.draft import Attachment, Kind, Provenance
from domain.evidence import Branch, Leaf, Part
from domain.place import Place
from domain.ruleset import Alert, RuleSet
from flows.explain import Account, Fate, evidence_of, explain_line, verdicts
from flows.opinion import Opinion
from flows.town_views import TownView

MOST_SUBJECTS = 3
WEIGHT_DIGITS = 2


def print_account(account: Account, view: TownView) -> None:
    """Print what a message is about, why, and what would become of it."""
    draft = account.draft
    title = Text(account.source.path, style="bold")
    title.append(f"  #{account.source.item}" if account.source.item > 1 else "", style="dim")
    title.append(f"  {KINDS[draft.kind]}", style="cyan" if draft.kind is Kind.REQUEST else "yellow")
    out.print(title)
    _row(tr("From"), _requester(account))
    _print_provenance(draft.provenance)
    _row(tr("Sender"), _sender(account))
    _row(tr("Signed electronically"), _signed(account))
    _row(tr("Heading"), draft.heading)
    _row(tr("Marks"), ", ".join(_flag_words(flag) for flag in explain_flags(account, view)))
    _row(tr("Attachments"), ", ".join(_piece(piece) for piece in draft.attachments))
    _row(tr("Reading"), ", ".join(REMARKS[remark] for remark in draft.remarks))
    for number, opinion in enumerate(account.opinions, start=1):
        if len(account.opinions) > 1:
            out.print(Text(f"  {number}.", style="bold"))
        _print_opinion(opinion, view.ruleset)
    out.print()


def _piece(piece: Attachment) -> str:
    words = (piece.media_type, tr("kept apart: {reason}", reason=DANGERS[piece.danger]) if piece.danger else "")
    return f"{piece.filename or '?'} ({', '.join(filter(None, words))})"


def explain_flags(account: Account, view: TownView) -> list[str]:
    """Return the marks of the whole message."""
    flags = explain_line(account, view.town, view.ruleset)["flags"]
    return [str(flag) for flag in flags] if isinstance(flags, list) else []


def _flag_words(flag: str) -> str:
    return f"{flag} ({FLAGS[flag]})" if flag in FLAGS else flag


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
    registered = (who.siret or who.siren, who.rna, who.vat)
    fax = None if who.fax is None else tr("fax {number}", number=who.fax)
    return " · ".join(filter(None, (who.name, who.organisation, who.email, who.phone, *who.other_phones, fax, who.address, *registered)))


def _print_provenance(provenance: Sequence[Provenance]) -> None:
    """Print where each value of the requester was read, one a line: what it is, where it stands, the words."""
    for one in provenance:
        words = "" if one.quote == one.value else f"  « {_line(one.quote)} »"
        out.print(Text(f"    {TRAITS[one.trait]:<20}  {one.value}  ← {READ_IN[one.read_in]}{words}", style="dim"))


def _sender(account: Account) -> str | None:
    """Return what is known of a mail's sender: in a word, then what each check found, by the words of RFC 8601."""
    found = account.draft.authenticity
    if found is None:
        return None
    named = (("dkim", found.dkim), ("spf", found.spf), ("dmarc", found.dmarc))
    checks = (f"{name}={check.result} {check.domain or ''}".rstrip() for name, check in named if check.result)
    return " · ".join(filter(None, (STANDINGS[found.standing], found.author, *checks)))


def _signed(account: Account) -> str | None:
    """Return who signed a mail by S/MIME, and whether it is unchanged."""
    found = account.draft.signed_by
    if found is None:
        return None
    return " · ".join(filter(None, (found.name, *found.emails[:1], INTEGRITIES[found.integrity])))


def _print_opinion(opinion: Opinion, ruleset: RuleSet) -> None:
    chosen = opinion.decision.orientation
    _row(tr("Subject"), f"{subject_words(chosen.subject, ruleset)}  ({percent(chosen.confidence)})")
    _row(tr("Place"), place_words(chosen.place))
    _row(tr("Department"), _department(opinion, chosen, ruleset))
    _row(tr("Priority"), f"{chosen.priority} · {chosen.target}")
    _print_effects(chosen)
    if isinstance(opinion.decision, ForReview):
        _row(tr("To review"), ", ".join(REASONS[reason] for reason in opinion.decision.reasons), style="yellow")
        _row(tr("Choice"), " | ".join(f"{rival.department} [{rival.rule}]" for rival in opinion.decision.rivals), style="yellow")
        _row(tr("Other subjects"), ", ".join(subject_words(code, ruleset) for code in opinion.decision.alternatives[:MOST_SUBJECTS]))
    else:
        _row(tr("Then"), tr("goes to the department without a person"), style="green")
    _print_evidence(opinion)
    _print_rules(opinion, ruleset)


def _print_effects(chosen: Orientation) -> None:
    """Print what rules ask for beside department and priority."""
    if chosen.alert is not Alert.NONE:
        _row(tr("Bell"), tr("the duty desk is rung"), style="red")
    if chosen.confidentiality is not Confidentiality.NORMAL:
        _row(tr("Secrecy"), SECRECIES[chosen.confidentiality])
    _row(tr("Public label"), chosen.public_label)
    for notice in chosen.notices:
        _row(tr("Tells"), notice)
    _row(tr("Letter"), ", ".join(chosen.letters))


def _print_rules(opinion: Opinion, ruleset: RuleSet) -> None:
    """Print what became of the rules that were looked at, each with its whole condition as it was found."""
    for verdict in verdicts(opinion, ruleset):
        fate = FATES[verdict.fate] if verdict.loss is None else LOSSES[verdict.loss]
        style = "" if verdict.fate is Fate.DECIDES else "dim"
        _row(tr("Rule"), f"{verdict.rule.id} {verdict.rule.name} — {fate}", style=style)
        _print_parts(verdict.condition, 1, style)


def _print_parts(branch: Branch, depth: int, style: str) -> None:
    """Print the parts of a condition, deeper ones further in: whether each holds, what it asks, what was there."""
    for part in branch.parts:
        holds = tr("yes") if part.holds else tr("no")
        words = JOINS[part.join] if isinstance(part, Branch) else _leaf_words(part)
        out.print(Text.assemble((f"{'    ' * depth}{holds:<5}", "dim"), (words, style)))
        if isinstance(part, Branch):
            _print_parts(part, depth + 1, style)


def _leaf_words(leaf: Leaf) -> str:
    """Return what a leaf asks and what was there: the requester's words in quotes, a fact after an arrow."""
    asked = tr("{condition}: {operand}", condition=CONDITIONS.get(leaf.condition, leaf.condition), operand=leaf.operand)
    if leaf.absent:
        return f"{asked} → {tr('the message has none')}"
    if leaf.quote is None:
        return asked
    is_fact = leaf.where is None or leaf.where.part is Part.SETTING
    quote = _line(leaf.quote)
    return f"{asked} → {quote if is_fact else f'« {quote} »'}"


def _department(opinion: Opinion, chosen: Orientation, ruleset: RuleSet) -> str:
    copies = f" + {', '.join(chosen.copies)}" if chosen.copies else ""
    return f"{department_words(chosen.department, ruleset)}{copies}  [{chosen.rule}]"


def _print_evidence(opinion: Opinion) -> None:
    """Print what speaks for the subject and the place, one observation a line, whatever the width of the screen."""
    rows = [
        (EVIDENCE.get(str(entry["rule"]), str(entry["rule"])), str(entry["answer"]), _weights(entry), _evidence_words(entry))
        for entry in evidence_of(opinion)
    ]
    if rows:
        _row(tr("Evidence"), tr("kind, for what, weight / most it can weigh, words of the message"), style="dim")
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for *cells, words in rows:
        aligned = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        out.print(Text(f"    {aligned}  {words}".rstrip(), style="dim"))


def _evidence_words(entry: Mapping[str, object]) -> str:
    """Return the requester's words in quotes; doubt has none, a rival subject its code."""
    quote = _line(entry["quote"])
    match entry["rule"]:
        case "doute":
            return ""
        case "concurrence":
            return quote.rpartition(" : ")[2]
        case _:
            return f"« {quote} »" if quote else "—"


def _weights(entry: Mapping[str, object]) -> str:
    """Return what a piece of evidence weighs, of the most it can weigh."""
    return "/".join(decimal(float(str(entry[name])), WEIGHT_DIGITS) for name in ("weight", "ceiling"))


def _line(words: object) -> str:
    """Return the requester's words on one line."""
    return " ".join(str(words or "").split())


def _row(label: str, value: str | None, style: str = "") -> None:
    if value:
        out.print(Text.assemble((f"  {label:<16}", "dim"), (value, style)))
