"""The notice to a department that a request is now its own, in the town's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.department import Confidentiality, Department
from domain.draft import Draft
from domain.ids import DepartmentCode, RequestId, SubjectCode, TrackingCode
from domain.place import Place
from domain.request import RequestNumber
from domain.ruleset import Alert, RuleSet
from flows.opinion import Opinion, is_danger
from flows.town_views import TownView
from store.outbox import Letter
from store.requests import RequestRecord

KIND = "notice"
ALERT = "alert"
FOLLOW_UP = "follow_up"
RECEIPT = "receipt"
LETTER = "letter"
"""To the requester."""
AUTHORITY = "authority"
"""To another authority that has the request from now on."""
SUMMARY_CHARACTERS = 400
_REPEATED_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What a requester is told of what he sent: when it came (in the town's time), and under which names it is kept.

    ``text`` is repeated to him, None where nothing is.
    """

    tracking: TrackingCode
    at: datetime
    number: RequestNumber | None
    text: str | None
    is_danger: bool


def notices(view: TownView, opinion: Opinion, request: RequestId, number: RequestNumber, link: str) -> tuple[Letter, ...]:
    """Return the notices of a routed request: to its department, and to those that get a copy; none to one without mailbox."""
    orientation = opinion.decision.orientation
    in_charge = _address(view.ruleset, orientation.department)
    copies = {address for code in orientation.copies if (address := _address(view.ruleset, code)) and address != in_charge}
    recipients = ((in_charge,) if in_charge else ()) + tuple(sorted(copies))
    payload = {"subject": _subject_line(view.ruleset, opinion, number), "body": "\n".join(_lines(view, opinion, number, link))}
    return tuple(Letter(town=view.town.id, request=request, kind=KIND, recipient=recipient, payload=payload) for recipient in recipients)


def alerts(view: TownView, opinion: Opinion, request: RequestId, number: RequestNumber | None, link: str) -> tuple[Letter, ...]:
    """Return what rings where somebody may come to harm, or where a rule says so, decided or not; else nothing.

    It goes to the department in charge and to the town hall: a town names no duty desk yet.
    """
    orientation = opinion.decision.orientation
    if not is_danger(opinion) and orientation.alert is not Alert.ALWAYS:
        return ()
    name = f"demande {number}" if number else "demande à vérifier"
    label = "confidentielle" if _is_confidential(opinion) else subject_label(view.ruleset, orientation.subject)
    lines = ("Un danger est peut-être en cours.", "", *_content(view, opinion), *_farewell(view, link))
    payload = {"subject": f"URGENT – {name} – {label}", "body": "\n".join(lines)}
    recipients = dict.fromkeys(filter(None, (_address(view.ruleset, orientation.department), view.town.email)))
    return tuple(Letter(town=view.town.id, request=request, kind=ALERT, recipient=recipient, payload=payload) for recipient in recipients)


def follow_up(view: TownView, request: RequestRecord, draft: Draft, link: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge of an open request that its requester has written again, never who wrote it himself."""
    recipient = _address(view.ruleset, request.line.department)
    if recipient is None or not request.line.status.is_open or recipient.casefold() == (draft.sender or "").casefold():
        return ()
    is_secret = request.line.confidentiality > Confidentiality.NORMAL
    told = () if is_secret else (_summary(draft.text), "")
    lines = (f"Relance de l’usager sur la demande {request.line.number}.", "", *told, *_farewell(view, link))
    payload = {"subject": f"Relance de l’usager – demande {request.line.number}", "body": "\n".join(lines)}
    return (Letter(town=view.town.id, request=request.line.id, kind=FOLLOW_UP, recipient=recipient, payload=payload),)


def reopened(view: TownView, request: RequestRecord, link: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge of a request that was closed that it is open again."""
    recipient = _address(view.ruleset, request.line.department)
    if recipient is None:
        return ()
    lines = (f"La demande {request.line.number}, qui était close, est rouverte.", "", *_farewell(view, link))
    payload = {"subject": f"Demande {request.line.number} – rouverte", "body": "\n".join(lines)}
    return (Letter(town=view.town.id, request=request.line.id, kind=KIND, recipient=recipient, payload=payload),)


def receipt(view: TownView, request: RequestId, recipient: str, acknowledged: Acknowledged) -> Letter:
    """Return the record of receipt to who sent a form (accusé d'enregistrement électronique)."""
    payload = {
        "subject": f"Accusé d’enregistrement – suivi {acknowledged.tracking}",
        "body": "\n".join(_receipt_lines(view, acknowledged)),
    }
    return Letter(town=view.town.id, request=request, kind=RECEIPT, recipient=recipient, payload=payload)


def _receipt_lines(view: TownView, acknowledged: Acknowledged) -> Iterator[str]:
    yield "Bonjour,"
    yield ""
    yield f"Votre message a été reçu le {acknowledged.at:%d/%m/%Y à %H:%M} par la mairie ({view.town.name})"
    yield f"et enregistré sous la référence de suivi {acknowledged.tracking}."
    if acknowledged.number is not None:
        yield f"Numéro de la demande : {acknowledged.number}."
    yield ""
    if acknowledged.is_danger:
        yield "En cas de danger immédiat, appelez le 17, le 18 ou le 112."
        yield ""
    if acknowledged.text:
        yield "Votre message :"
        yield from (f"> {line}" for line in acknowledged.text[:_REPEATED_CHARACTERS].splitlines())
        yield ""
    yield "Cet accusé d’enregistrement électronique (article L. 112-11 du code des relations entre le public"
    yield "et l’administration) dit quand votre message a été reçu ; il ne décide rien de ce que vous demandez."
    yield "Si vous n’avez rien envoyé à la mairie, ne tenez pas compte de ce courriel."
    yield ""
    yield from filter(None, (view.town.name, *view.town.address, view.town.email, view.town.phone))


def subject_label(ruleset: RuleSet, code: SubjectCode) -> str:
    """Return a subject as people call it."""
    return next((subject.label for subject in ruleset.subjects if subject.code == code), str(code))


def _subject_line(ruleset: RuleSet, opinion: Opinion, number: RequestNumber) -> str:
    if _is_confidential(opinion):
        return f"Demande {number} – confidentielle"
    return f"Demande {number} – {subject_label(ruleset, opinion.decision.orientation.subject)}"


def _lines(view: TownView, opinion: Opinion, number: RequestNumber, link: str) -> Iterator[str]:
    orientation = opinion.decision.orientation
    department = _department(view.ruleset, orientation.department)
    yield f"La demande {number} est confiée au service {department.label if department else orientation.department}."
    yield ""
    yield from _content(view, opinion)
    yield from _farewell(view, link)


def _content(view: TownView, opinion: Opinion) -> Iterator[str]:
    """Yield what a request is about; a mailbox is read by more people than may read a confidential one: they sign in to read it."""
    orientation = opinion.decision.orientation
    if not _is_confidential(opinion):
        yield f"Type : {subject_label(view.ruleset, orientation.subject)}"
        yield f"Lieu : {_place_line(orientation.place)}"
        yield f"Priorité : {orientation.priority}"
        yield f"Délai visé : {orientation.target}"
        yield ""
        yield _summary(opinion.draft.text)
        yield ""


def _farewell(view: TownView, link: str) -> tuple[str, ...]:
    return (f"Ouvrir la demande : {link}", "", f"{view.town.name} – Citoyen")


def _is_confidential(opinion: Opinion) -> bool:
    return opinion.decision.orientation.confidentiality is not Confidentiality.NORMAL


def _place_line(place: Place) -> str:
    return " ".join(part for part in (place.number, place.street) if part) or place.text or "non précisé"


def _summary(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY_CHARACTERS else f"{words[:SUMMARY_CHARACTERS].rsplit(' ', 1)[0]} …"


def _address(ruleset: RuleSet, code: DepartmentCode) -> str | None:
    """Return the mailbox of a department, or of the one that does its work."""
    department = _department(ruleset, code)
    if department is None or department.email or department.served_by in (None, code):
        return department.email if department else None
    server = _department(ruleset, department.served_by)
    return server.email if server else None


def _department(ruleset: RuleSet, code: DepartmentCode) -> Department | None:
    return next((department for department in ruleset.departments if department.code == code), None)
