"""The notice to a department that a request is now its own, in the town's language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.department import Confidentiality, DepartmentKind
from domain.draft import Draft
from domain.ids import RequestId, SubjectCode, TrackingCode
from domain.place import Place
from domain.request import RequestNumber
from domain.ruleset import Alert, RuleSet
from flows.deadline_words import delay_in_words
from flows.deputies import Staff, find_department, mailbox_of, told_at
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What departments are told of, and the desk's page of it. ``because`` says in a sentence why, where it is not new to the town."""

    request: RequestId
    number: RequestNumber | TrackingCode
    """What it is called."""
    link: str
    because: str | None = None
    event: str | None = None
    """What happened, where each address is told of that once."""


def notices(
    view: TownView, opinion: Opinion, told: Told, staff: Staff, words: Callable[[str], Mapping[str, object]], *, is_by_letter: bool = False
) -> tuple[Letter, ...]:
    """Return the notices of a routed request: to its department, and to those that get a copy; none to one that cannot be written to.

    ``words`` tells what they say to an address. ``is_by_letter``: the department is another
    authority, and has a letter of its own.
    """
    orientation = opinion.decision.orientation
    in_charge = () if is_by_letter else told_at(view.ruleset, staff, orientation.department)
    copies = {address for code in orientation.copies for address in told_at(view.ruleset, staff, code)} - set(in_charge)
    return tuple(
        Letter(town=view.town.id, request=told.request, kind=KIND, recipient=recipient, payload=words(recipient), event=told.event)
        for recipient in (*in_charge, *sorted(copies))
    )


def returned(view: TownView, request: RequestRecord, to: Sequence[str], link: str, reason: str | None) -> tuple[Letter, ...]:
    """Return what tells people that a request is back in review, and why; of a confidential one the reason stands on its page alone."""
    is_secret = request.line.confidentiality > Confidentiality.NORMAL
    told = () if is_secret or reason is None else (f"Motif : {reason}", "")
    name = request.line.number or request.line.tracking
    lines = (f"La demande {name} est revenue à vérifier : un service est à choisir.", "", *told, *_farewell(view, link))
    payload = {"subject": f"Demande {name} – à vérifier de nouveau", "body": "\n".join(lines)}
    event = f"returned:{request.line.id}:{request.line.version}"
    return tuple(
        Letter(town=view.town.id, request=request.line.id, kind=KIND, recipient=address, payload=payload, event=event) for address in to
    )


def alerts(view: TownView, opinion: Opinion, request: RequestId, number: RequestNumber | None, link: str) -> tuple[Letter, ...]:
    """Return what rings where somebody may come to harm, or where a rule says so, decided or not; else nothing.

    It goes to the department in charge and to the town hall: a town names no duty desk yet.
    """
    orientation = opinion.decision.orientation
    if not is_danger(opinion) and orientation.alert is not Alert.ALWAYS:
        return ()
    name = f"demande {number}" if number else "demande à vérifier"
    label = "confidentielle" if is_confidential(opinion) else subject_label(view.ruleset, orientation.subject)
    lines = ("Un danger est peut-être en cours.", "", *_content(view, opinion), *_farewell(view, link))
    payload = {"subject": f"URGENT – {name} – {label}", "body": "\n".join(lines)}
    recipients = dict.fromkeys(filter(None, (mailbox_of(view.ruleset, orientation.department), view.town.email)))
    return tuple(Letter(town=view.town.id, request=request, kind=ALERT, recipient=recipient, payload=payload) for recipient in recipients)


def follow_up(view: TownView, request: RequestRecord, draft: Draft, link: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge of an open request that its requester has written again, never who wrote it himself."""
    recipient = mailbox_of(view.ruleset, request.line.department)
    if recipient is None or not request.line.status.is_open or recipient.casefold() == (draft.sender or "").casefold():
        return ()
    is_secret = request.line.confidentiality > Confidentiality.NORMAL
    told = () if is_secret else (summary(draft.text), "")
    department = find_department(view.ruleset, request.line.department)
    # A body outside the town opens nothing here: a link would only ask it for a password.
    is_ours = department is not None and department.kind is not DepartmentKind.EXTERNAL
    lines = (f"Relance de l’usager sur la demande {request.line.number}.", "", *told, *_farewell(view, link if is_ours else None))
    payload = {"subject": f"Relance de l’usager – demande {request.line.number}", "body": "\n".join(lines)}
    return (Letter(town=view.town.id, request=request.line.id, kind=FOLLOW_UP, recipient=recipient, payload=payload),)


def resumed(view: TownView, request: RequestRecord, draft: Draft, link: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge of a request that waited that its requester has written, and that it goes on."""
    title = f"Réponse du demandeur – demande {request.line.number}"
    head = (
        f"Le demandeur a répondu sur la demande {request.line.number}, qui l’attendait : elle est reprise et les délais courent de nouveau."
    )
    told = (letter for letter in follow_up(view, request, draft, link))
    return tuple(replace(one, payload={"subject": title, "body": _with_head(head, str(one.payload["body"]))}) for one in told)


def _with_head(head: str, body: str) -> str:
    return "\n".join((head, *body.split("\n")[1:]))


def reopened(view: TownView, request: RequestRecord, link: str, staff: Staff) -> tuple[Letter, ...]:
    """Return what tells the department in charge of a request that was closed that it is open again."""
    lines = (f"La demande {request.line.number}, qui était close, est rouverte.", "", *_farewell(view, link))
    payload = {"subject": f"Demande {request.line.number} – rouverte", "body": "\n".join(lines)}
    recipients = told_at(view.ruleset, staff, request.line.department)
    return tuple(Letter(town=view.town.id, request=request.line.id, kind=KIND, recipient=one, payload=payload) for one in recipients)


def withdrawn(view: TownView, request: RequestRecord, to: Sequence[str], link: str, *, is_closed: bool) -> tuple[Letter, ...]:
    """Return what tells the department in charge that the requester asks nothing any more; not closed, it is to decide what follows."""
    name = request.line.number or request.line.tracking
    then = "Elle est close." if is_closed else "Elle n’est pas close : ce qui reste à faire est à décider."
    lines = (f"Le demandeur retire la demande {name}. {then}", "", *_farewell(view, link))
    payload = {"subject": f"Demande {name} – retirée par le demandeur", "body": "\n".join(lines)}
    return tuple(Letter(town=view.town.id, request=request.line.id, kind=FOLLOW_UP, recipient=one, payload=payload) for one in to)


def consent_withdrawn(view: TownView, request: RequestRecord, to: Sequence[str], link: str, wording: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge that its requester no longer agrees to something, in the words of the form."""
    name = request.line.number or request.line.tracking
    told = () if request.line.confidentiality > Confidentiality.NORMAL else (f"« {wording} »", "")
    lines = (f"Le demandeur retire un accord qu’il avait donné avec la demande {name}.", "", *told, *_farewell(view, link))
    payload = {"subject": f"Demande {name} – accord retiré par le demandeur", "body": "\n".join(lines)}
    return tuple(Letter(town=view.town.id, request=request.line.id, kind=FOLLOW_UP, recipient=one, payload=payload) for one in to)


def reopening_asked(view: TownView, request: RequestRecord, draft: Draft, to: Sequence[str], link: str) -> tuple[Letter, ...]:
    """Return what tells the department in charge of a closed request that its requester asks for it to be opened again."""
    name = request.line.number or request.line.tracking
    told = () if request.line.confidentiality > Confidentiality.NORMAL else (summary(draft.text), "")
    asked = f"L’usager demande la réouverture de la demande {name}, qui est close : à vous d’en décider."
    lines = (asked, "", *told, *_farewell(view, link))
    payload = {"subject": f"Réouverture demandée – demande {name}", "body": "\n".join(lines)}
    return tuple(Letter(town=view.town.id, request=request.line.id, kind=FOLLOW_UP, recipient=one, payload=payload) for one in to)


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


def _content(view: TownView, opinion: Opinion) -> Iterator[str]:
    """Yield what a request is about; a mailbox is read by more people than may read a confidential one: they sign in to read it."""
    orientation = opinion.decision.orientation
    if not is_confidential(opinion):
        yield f"Type : {subject_label(view.ruleset, orientation.subject)}"
        yield f"Lieu : {place_line(orientation.place) or 'non précisé'}"
        yield f"Priorité : {orientation.priority}"
        yield f"Délai visé : {delay_in_words(orientation.target, 'fr')}"
        yield ""
        yield summary(opinion.draft.text)
        yield ""


def _farewell(view: TownView, link: str | None) -> tuple[str, ...]:
    opening = () if link is None else (f"Ouvrir la demande : {link}", "")
    return (*opening, f"{view.town.name} – Citoyen")


def is_confidential(opinion: Opinion) -> bool:
    """Tell whether the matter is for few."""
    return opinion.decision.orientation.confidentiality is not Confidentiality.NORMAL


def place_line(place: Place) -> str | None:
    """Return a place as a mail says it."""
    return " ".join(part for part in (place.number, place.street) if part) or place.text or None


def summary(text: str) -> str:
    """Return the beginning of what somebody wrote."""
    words = " ".join(text.split())
    return words if len(words) <= SUMMARY_CHARACTERS else f"{words[:SUMMARY_CHARACTERS].rsplit(' ', 1)[0]} …"
