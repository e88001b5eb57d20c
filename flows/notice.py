"""The notice to a department that a request is now its own, in the town's language."""

from collections.abc import Iterator

from domain.department import Confidentiality, Department
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.place import Place
from domain.request import RequestNumber
from domain.ruleset import RuleSet
from flows.opinion import Opinion
from flows.town_views import TownView
from store.outbox import Letter

KIND = "notice"
SUMMARY_CHARACTERS = 400


def notices(view: TownView, opinion: Opinion, request: RequestId, number: RequestNumber, link: str) -> tuple[Letter, ...]:
    """Return the notices of a routed request: to its department, and to those that get a copy; none to one without mailbox."""
    orientation = opinion.decision.orientation
    in_charge = _address(view.ruleset, orientation.department)
    copies = {address for code in orientation.copies if (address := _address(view.ruleset, code)) and address != in_charge}
    recipients = ((in_charge,) if in_charge else ()) + tuple(sorted(copies))
    payload = {"subject": _subject_line(view.ruleset, opinion, number), "body": "\n".join(_lines(view, opinion, number, link))}
    return tuple(Letter(town=view.town.id, request=request, kind=KIND, recipient=recipient, payload=payload) for recipient in recipients)


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
    # A mailbox is read by more people than may read this request: whoever may signs in and reads it there.
    if not _is_confidential(opinion):
        yield f"Type : {subject_label(view.ruleset, orientation.subject)}"
        yield f"Lieu : {_place_line(orientation.place)}"
        yield f"Priorité : {orientation.priority}"
        yield f"Délai visé : {orientation.target}"
        yield ""
        yield _summary(opinion.draft.text)
        yield ""
    yield f"Ouvrir la demande : {link}"
    yield ""
    yield f"{view.town.name} – Citoyen"


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
